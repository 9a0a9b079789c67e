"""Which kind of installation this is, and what a production one must be told before it starts."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from sistercities.common.certificates import made_by_this_software, read_pem

SECRET_OF_DEVELOPMENT = "not secret: development, demonstration and tests only " + "x" * 20
SHORTEST_SECRET = 50

DEVELOPMENT, DEMO, TEST, PRODUCTION = "development", "demo", "test", "production"
KINDS = (DEVELOPMENT, DEMO, TEST, PRODUCTION)

REQUIRED_IN_PRODUCTION = {
    "DATABASE_URL": "the address of the PostgreSQL database",
    "REDIS_URL": "the address of the Redis server",
    "SECRET_KEY": "a long random text that signs cookies and links",
    "ALLOWED_HOSTS": "the host names of this site, separated by commas",
    "PUBLIC_URL": "the address that stands in QR codes, mails and certificates",
    "SEAL_CERTIFICATE": "the certificate that seals agreement PDFs",
    "SEAL_KEY": "the private key of that certificate",
}


def kind(environ: Mapping[str, str] = os.environ) -> str:
    """The kind of installation from `SISTERCITIES_ENV`; `DEMO=1` alone means a demonstration."""
    named = environ.get("SISTERCITIES_ENV") or (DEMO if environ.get("DEMO") == "1" else DEVELOPMENT)
    if named not in KINDS:
        raise ImproperlyConfigured(f"SISTERCITIES_ENV is {named!r}: use one of {', '.join(KINDS)}.")
    return named


def require_production_settings(environ: Mapping[str, str] = os.environ) -> None:
    """Raise ImproperlyConfigured with one sentence that says what is missing or cannot be right."""
    missing = [f"{name} ({what})" for name, what in REQUIRED_IN_PRODUCTION.items() if not environ.get(name)]
    if missing:
        raise ImproperlyConfigured(f"The portal does not start in production without {', '.join(missing)}.")
    _require_real_secret(environ["SECRET_KEY"])
    _require_own_hosts(environ)
    _require_trusted_proxies(environ)
    _require_own_seal(environ)


def _require_real_secret(secret: str) -> None:
    if len(secret) < SHORTEST_SECRET or secret == SECRET_OF_DEVELOPMENT:
        raise ImproperlyConfigured(f"SECRET_KEY has to be at least {SHORTEST_SECRET} random characters of your own.")


def _require_own_hosts(environ: Mapping[str, str]) -> None:
    """Whoever may name any host gets letters written that lead there."""
    hosts = [host.strip() for host in environ["ALLOWED_HOSTS"].split(",")]
    if "*" in hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS is *: name the hosts of this site, separated by commas.")
    public = urlsplit(environ["PUBLIC_URL"])
    if public.scheme != "https" or not public.hostname or public.hostname not in hosts:
        raise ImproperlyConfigured(
            f"PUBLIC_URL is {environ['PUBLIC_URL']!r}: it has to begin with https:// and name one of ALLOWED_HOSTS."
        )


def _require_own_seal(environ: Mapping[str, str]) -> None:
    try:
        certificate = x509.load_pem_x509_certificate(read_pem(environ["SEAL_CERTIFICATE"]))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"SEAL_CERTIFICATE cannot be read: {error}") from error
    if made_by_this_software(certificate):
        raise ImproperlyConfigured(
            "SEAL_CERTIFICATE was made by this software for a demonstration: production needs one of the association."
        )
    password = environ.get("SEAL_KEY_PASSWORD", "").encode() or None
    try:
        key = serialization.load_pem_private_key(read_pem(environ["SEAL_KEY"]), password)
    except (OSError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"SEAL_KEY cannot be read: {error}") from error
    if key.public_key() != certificate.public_key():
        raise ImproperlyConfigured("SEAL_KEY is not the private key of SEAL_CERTIFICATE.")


def _require_trusted_proxies(environ: Mapping[str, str]) -> None:
    """Behind a proxy that nobody trusts, every visitor has the proxy's address, and all share one limit."""
    is_behind = environ.get("BEHIND_PROXY", "").lower() in Env.BOOLEAN_TRUE_STRINGS
    if is_behind and environ.get("TRUSTED_PROXIES", "0").strip() in ("", "0"):
        raise ImproperlyConfigured(
            "BEHIND_PROXY is set and TRUSTED_PROXIES is 0: say how many proxies stand before the portal, usually 1, "
            "or all visitors share one limit of requests."
        )
