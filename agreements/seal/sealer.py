"""Certificate and key that seal, from the settings or, outside production, made once for demonstration."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sistercities.common.certificates import made_by_this_software, make_authority, make_seal, read_pem

CERTIFICATE, KEY, AUTHORITY = "seal.pem", "seal-key.pem", "authority.pem"


@dataclass(frozen=True)
class Sealer:
    """Who seals: certificate, private key, the certificates between it and a root, and a timestamp address or ""."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...] = ()
    timestamp_url: str = ""

    @property
    def subject(self) -> str:
        return self.certificate.subject.rfc4514_string()

    @classmethod
    def from_pem(
        cls, certificate: bytes, key: bytes, *, password: str = "", chain: bytes = b"", timestamp_url: str = ""
    ) -> Sealer:
        """From PEM. ImproperlyConfigured if the key cannot be read, is of another kind or of another certificate."""
        try:
            first, *rest = x509.load_pem_x509_certificates(certificate)
            private = _read_key(key, password)
            more = x509.load_pem_x509_certificates(chain) if chain else []
        except (ValueError, TypeError) as error:
            raise ImproperlyConfigured(f"The certificate or key of the seal cannot be read: {error}") from error
        if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise ImproperlyConfigured("SEAL_KEY is neither an RSA nor an elliptic curve key.")
        if private.public_key() != first.public_key():
            raise ImproperlyConfigured("SEAL_KEY is not the key of SEAL_CERTIFICATE.")
        return cls(first, private, (*rest, *more), timestamp_url)

    @classmethod
    def from_settings(cls) -> Sealer:
        """What SEAL_CERTIFICATE and the settings beside it name; without them the demonstration's own.

        ImproperlyConfigured in production where nothing is named or the certificate was made by this software.
        """
        if settings.SEAL_CERTIFICATE:
            sealer = cls.from_pem(
                read_pem(settings.SEAL_CERTIFICATE),
                read_pem(settings.SEAL_KEY),
                password=settings.SEAL_KEY_PASSWORD,
                chain=read_pem(settings.SEAL_CHAIN) if settings.SEAL_CHAIN else b"",
                timestamp_url=settings.SEAL_TIMESTAMP_URL,
            )
        elif settings.IS_PRODUCTION:
            raise ImproperlyConfigured("SEAL_CERTIFICATE and SEAL_KEY are not set.")
        else:
            sealer = demonstration_sealer(Path(settings.WORK_DIR) / "seal")
        if settings.IS_PRODUCTION and made_by_this_software(sealer.certificate):
            raise ImproperlyConfigured("SEAL_CERTIFICATE is one that this software made for demonstrations.")
        return sealer


@cache
def _read_key(pem: bytes, password: str) -> PrivateKeyTypes:
    """Read once a process: the checks of an RSA key take a tenth of a second."""
    return serialization.load_pem_private_key(pem, password.encode() or None)


def demonstration_sealer(folder: Path) -> Sealer:
    """The seal kept in `folder` (mode 700, key 600); made at the first call, by exactly one of several processes."""
    if not folder.exists():
        _make(folder)
    return Sealer.from_pem(
        (folder / CERTIFICATE).read_bytes(), (folder / KEY).read_bytes(), chain=(folder / AUTHORITY).read_bytes()
    )


def _make(folder: Path) -> None:
    """Write a new authority's certificate, seal and key aside, then give the folder its name in one step."""
    now = dt.datetime.now(dt.UTC)
    authority = make_authority(now)
    seal = make_seal(authority, now)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    with os.fdopen(os.open(aside / KEY, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(seal.key.private_bytes(*private))
    (aside / CERTIFICATE).write_bytes(seal.certificate.public_bytes(serialization.Encoding.PEM))
    (aside / AUTHORITY).write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    try:
        aside.rename(folder)
    except OSError:
        shutil.rmtree(aside)
        if not (folder / KEY).exists():
            raise
