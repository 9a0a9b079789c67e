"""What balancers and crawlers ask."""

import pytest


def test_healthz_answers_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_names_each_part(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": "ok", "broker": "ok", "storage": "ok"},
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_503_with_the_reason_when_the_queue_is_gone(client, settings):
    from celery import current_app

    broker = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = "redis+socket:///nowhere/redis.sock"
    try:
        answer = client.get("/readyz")
    finally:
        current_app.conf.broker_write_url = broker
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["broker"].startswith("not reachable (")
    assert "nowhere" not in answer.content.decode()


@pytest.mark.django_db
def test_readyz_is_503_when_the_file_store_is_gone(client, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    options = {"location": str(blocked / "media")}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "ok")
    assert answer.json()["storage"].startswith("not reachable (")


def test_crawlers_are_kept_out_of_closed_addresses_only(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert [line for line in lines if line.startswith("Disallow")] == [
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /desk/",
        "Disallow: /workspace/",
    ]


def test_browsers_find_the_icon(client):
    assert client.get("/favicon.ico").headers["Location"] == "/static/img/favicon.svg"
