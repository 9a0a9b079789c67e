"""Production settings with secrets made for the moment, to start and check the portal as an association would run it.

`python -m tests.production <manage.py arguments>` runs a management command that way on throwaway servers.
"""

import datetime as dt
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sistercities.common import servers
from sistercities.common.servers.places import PROJECT

HOST = "portal.example"


def production_environment(folder: Path, addresses: servers.Addresses) -> dict[str, str]:
    """Every variable a production start asks for; the seal's files are written to `folder`."""
    certificate, key = _write_seal(folder)
    return {
        "SISTERCITIES_ENV": "production",
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "PUBLIC_URL": f"https://{HOST}",
        "SEAL_CERTIFICATE": str(certificate),
        "SEAL_KEY": str(key),
        "BEHIND_PROXY": "1",
        "TRUSTED_PROXIES": "1",
        "WORK_DIR": str(folder),
    }


def as_role(role: str, addresses: servers.Addresses) -> str:
    """The address of the same database for a role of that name, which our own server lets in without a password."""
    return urlsplit(addresses.database_url)._replace(netloc=f"{role}@").geturl()


def outside_environment() -> dict[str, str]:
    """What a process needs from the machine, nothing of the portal's own variables."""
    return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")}


def _write_seal(folder: Path) -> tuple[Path, Path]:
    """A certificate for one day from an authority of its own, as an association would get it from a provider."""
    authority_key, seal_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name("Seal of a National Association"))
        .issuer_name(_name("Authority for One Day"))
        .public_key(seal_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(authority_key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "seal.pem", folder / "seal.key"
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        seal_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate_path, key_path


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        environ = outside_environment() | production_environment(Path(folder), servers.ensure(servers.TEST))
        return subprocess.run([sys.executable, PROJECT / "manage.py", *arguments], env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
