"""Settings from the environment; every variable is listed in docs/guides/deploy.md."""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sistercities import environment
from sistercities.common.servers.urls import celery_broker_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENVIRONMENT = environment.kind()
IS_PRODUCTION = ENVIRONMENT == environment.PRODUCTION
IS_DEMO = ENVIRONMENT == environment.DEMO
IS_TEST = ENVIRONMENT == environment.TEST
if IS_PRODUCTION:
    environment.require_production_settings()

# A folder of the installation for what is made at run time and never committed.
WORK_DIR = Path(env.str("WORK_DIR", default=str(BASE_DIR / ".local")))

DEBUG = ENVIRONMENT == environment.DEVELOPMENT and env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default=environment.SECRET_OF_DEVELOPMENT)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{env.str('PORT', default='8000')}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])

INSTALLED_APPS = [
    "sistercities.common",
    "sistercities.association",
    "sistercities.post",
    "sistercities.accounts",
    "sistercities.desk",
    "directory",
    "partnerships",
    "agreements",
    "ceremonies",
    "sistercities.pages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "django_countries",
    "csp",
    "pgtrigger",
    "pghistory",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "sistercities.common.middleware.request_id",
    "sistercities.common.middleware.no_null_characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sistercities.accounts.middleware.LoginRequired",
    "sistercities.accounts.middleware.StaffSecondFactor",
    "sistercities.accounts.middleware.History",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sistercities.urls"
WSGI_APPLICATION = "sistercities.wsgi.application"
FORM_RENDERER = "sistercities.common.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sistercities.association.context.association",
            ],
        },
    },
]

# Data: PostgreSQL for facts, Redis for queue and cache. `manage.py` and the tests start their own
# servers where the two addresses are not given, and set these variables.
DATABASES = {"default": env.db_url("DATABASE_URL")}
if host := DATABASES["default"].get("OPTIONS", {}).pop("host", ""):
    DATABASES["default"]["HOST"] = host  # a socket's folder comes as ?host=; dbshell reads it here
if not IS_TEST:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", default=10),
        "timeout": 20,
    }
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "portal"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Change history: every insert, update and delete of a tracked table, written by the database.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

CELERY_BROKER_URL = celery_broker_url(REDIS_URL)
CELERY_TASK_ALWAYS_EAGER = IS_TEST and not env.bool("REAL_WORKER", default=False)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A promised effect is sent again when it is neither done nor under a live lease (seconds).
EFFECT_SWEEP_SECONDS = env.float("EFFECT_SWEEP_SECONDS", default=30)
EFFECT_LEASE_SECONDS = env.float("EFFECT_LEASE_SECONDS", default=300)
# A task is asked to stop while there is still time to write down why, and ended by force a little later.
CELERY_TASK_TIME_LIMIT = env.float("TASK_TIME_LIMIT", default=280)
CELERY_TASK_SOFT_TIME_LIMIT = min(
    env.float("TASK_SOFT_TIME_LIMIT", default=CELERY_TASK_TIME_LIMIT), 0.9 * CELERY_TASK_TIME_LIMIT
)
CELERY_BEAT_SCHEDULE = {
    "sweep effects": {"task": "post.sweep_effects", "schedule": EFFECT_SWEEP_SECONDS},
    "sweep previews": {"task": "agreements.sweep_previews", "schedule": 3600},
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
ACCOUNT_ADAPTER = "sistercities.accounts.adapter.AccountAdapter"
_ENTRANCE_FORMS = "sistercities.accounts.entrance_forms"
ACCOUNT_FORMS = {
    "login": f"{_ENTRANCE_FORMS}.LoginForm",
    "request_login_code": f"{_ENTRANCE_FORMS}.RequestLoginCodeForm",
    "confirm_login_code": f"{_ENTRANCE_FORMS}.ConfirmLoginCodeForm",
    "add_email": f"{_ENTRANCE_FORMS}.AddEmailForm",
    "change_password": f"{_ENTRANCE_FORMS}.ChangePasswordForm",
    "set_password": f"{_ENTRANCE_FORMS}.SetPasswordForm",
    "reset_password": f"{_ENTRANCE_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_ENTRANCE_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_ENTRANCE_FORMS}.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "sistercities.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
MFA_FORMS = {
    "authenticate": f"{_ENTRANCE_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_ENTRANCE_FORMS}.ReauthenticateCodeForm",
    "activate_totp": f"{_ENTRANCE_FORMS}.ActivateTOTPForm",
    "add_webauthn": f"{_ENTRANCE_FORMS}.AddWebAuthnForm",
    "edit_webauthn": f"{_ENTRANCE_FORMS}.EditWebAuthnForm",
}
MFA_TOTP_ISSUER = "Sister Cities Portal"
# No variable switches it off in production.
STAFF_NEED_SECOND_FACTOR = IS_PRODUCTION or env.bool("STAFF_NEED_SECOND_FACTOR", default=False)
INVITATION_DAYS = 14

# Language, place and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
# The clock of the association: years of register numbers and working days follow it.
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
LOCALE_PATHS = [BASE_DIR / "locale"]
ASSOCIATION_COUNTRY = "US"
COUNTRIES_OVERRIDE = {"US": "United States", "XK": "Kosovo"}
# The world has more places of 500 people than this; with fewer, only a part of it is loaded.
GAZETTEER_IS_WHOLE_FROM = 200_000

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(WORK_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "sistercities.common.finders.PackageFontFinder",
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(WORK_DIR / "media")))
MEDIA_BUCKET = env.str("MEDIA_BUCKET", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION or IS_DEMO
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if MEDIA_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_BUCKET,
            "endpoint_url": env.str("MEDIA_ENDPOINT", default=None),
            "region_name": env.str("MEDIA_REGION", default=None),
            "access_key": env.str("MEDIA_ACCESS_KEY", default=None),
            "secret_key": env.str("MEDIA_SECRET_KEY", default=None),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
FILE_UPLOAD_PERMISSIONS = 0o640
# One hand-in has at most 100 MB; single files are limited where they are inspected.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The seal of agreement PDFs: PEM text or the path of a PEM file.
SEAL_CERTIFICATE = env.str("SEAL_CERTIFICATE", default="", multiline=True)
SEAL_KEY = env.str("SEAL_KEY", default="", multiline=True)
SEAL_KEY_PASSWORD = env.str("SEAL_KEY_PASSWORD", default="")
SEAL_CHAIN = env.str("SEAL_CHAIN", default="", multiline=True)
SEAL_TIMESTAMP_URL = env.str("SEAL_TIMESTAMP_URL", default="")
SEAL_EARLIER_CERTIFICATES = env.str("SEAL_EARLIER_CERTIFICATES", default="", multiline=True)

# Mail: every message is a row of the mail log first; outside production it goes nowhere else.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25" if IS_PRODUCTION else "dummymail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Sister Cities Portal <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Safety
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
RATELIMIT_IP_META_KEY = "sistercities.common.requests.client_address"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "sistercities.common.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING" if IS_TEST else "INFO")},
    "loggers": {
        name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "pikepdf", "pyhanko", "psycopg.pool")
    },
}
