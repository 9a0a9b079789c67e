"""X.509 certificates of the seal: read them, make one for a demonstration, tell the two apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

DEMONSTRATION = "DEMONSTRATION"
# Every certificate made here carries this extension (an identifier under the arc for UUIDs, ours for ever).
MARK = x509.ObjectIdentifier("2.25.287415910254817316401228473315498022739")


@dataclass(frozen=True)
class MadePair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def read_pem(value: str) -> bytes:
    """PEM from a setting that holds either the text itself or the path of a file."""
    return value.encode() if "-----BEGIN" in value else Path(value).read_bytes()


def made_by_this_software(certificate: x509.Certificate) -> bool:
    """Whether the certificate seals demonstrations only; production must refuse it."""
    names = certificate.subject.rfc4514_string() + certificate.issuer.rfc4514_string()
    return DEMONSTRATION in names or any(extension.oid == MARK for extension in certificate.extensions)


def make_authority(now: dt.datetime) -> MadePair:
    """A new authority that vouches for demonstration seals."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = _name("Demonstration authority")
    made = _builder(name, name, key, now).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(is_authority=True), critical=True)
    return MadePair(made.sign(key, hashes.SHA256()), key)


def make_seal(authority: MadePair, now: dt.datetime) -> MadePair:
    """A new sealing certificate, vouched for by the authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    made = _builder(_name("Demonstration seal"), authority.certificate.subject, key, now)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(is_authority=False), critical=True)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return MadePair(made.add_extension(identifier, critical=False).sign(authority.key, hashes.SHA256()), key)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMONSTRATION),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{DEMONSTRATION}: {common_name}"),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: dt.datetime
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=10 * 365))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.UnrecognizedExtension(MARK, b"\x05\x00"), critical=False)
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
