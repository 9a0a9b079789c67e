# The portal as one image for three processes: web, worker and beat (docker-compose.yml).

FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/portal
COPY requirements/base.txt /tmp/base.txt
RUN /opt/portal/bin/pip install --require-hashes --no-deps -r /tmp/base.txt


FROM python:3.11-slim-bookworm
COPY requirements/system.txt /tmp/system.txt
RUN apt-get update \
    && awk '$2 == "run" && $3 !~ /^module:/ { print $1 }' /tmp/system.txt \
       | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/system.txt
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/portal portal \
    && install -d -o portal /srv/portal/files /srv/portal/work
COPY --from=packages /opt/portal /opt/portal
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SISTERCITIES_ENV=production \
    STATIC_ROOT=/srv/portal/static \
    MEDIA_ROOT=/srv/portal/files \
    WORK_DIR=/srv/portal/work
WORKDIR /app
COPY . .
# Static files are the same for every installation; no database is asked while they are collected.
RUN SISTERCITIES_ENV=demo DATABASE_URL=postgres://nobody@nowhere/none REDIS_URL=redis://nowhere \
    python manage.py collectstatic --no-input --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "sistercities.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "2", "--timeout", "90", "--no-control-socket"]
