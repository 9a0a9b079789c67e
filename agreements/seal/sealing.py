"""Seal a PDF, and check a seal, with pyHanko; both work without network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from agreements.seal.sealer import Sealer

FIELD = "Seal"


@dataclass(frozen=True)
class SealState:
    """What a seal says: nothing was changed since, the chain ends at the given root, who sealed, and when."""

    is_intact: bool
    is_trusted: bool
    covers_whole_file: bool
    subject: str
    sealed_at: dt.datetime | None

    @property
    def is_valid(self) -> bool:
        return self.is_intact and self.is_trusted and self.covers_whole_file


class _KeptKey(signers.Signer):
    """Signs with a key that was read once (reading an RSA key takes longer than setting the document)."""

    def __init__(self, sealer: Sealer) -> None:
        super().__init__(signing_cert=_asn1(sealer.certificate))
        for one in sealer.chain:
            self.cert_registry.register(_asn1(one))
        self._key = sealer.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class _AtTime(signers.PdfSigner):
    """A signer whose clock is given."""

    def __init__(self, now: dt.datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._now
        return session


def seal_pdf(pdf: bytes, sealer: Sealer, *, now: dt.datetime) -> bytes:
    """The PDF with the seal appended: PAdES B-B, or B-T where the sealer names a timestamp address.

    The seal has no picture, certifies the document and allows no later change. The rest stays byte for byte.
    """
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        name=_common_name(sealer.certificate),
    )
    stamper = timestamps.HTTPTimeStamper(sealer.timestamp_url) if sealer.timestamp_url else None
    signer = _AtTime(
        now, about, _KeptKey(sealer), timestamper=stamper, new_field_spec=fields.SigFieldSpec(sig_field_name=FIELD)
    )
    out = BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out, bytes_reserved=_room(sealer))
    return out.getvalue()


def validate_seal(pdf: bytes, trust_root: x509.Certificate, *, now: dt.datetime) -> SealState:
    """Check the seal of a PDF against one root, offline. ValueError if the file has no seal or several."""
    found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    if len(found) != 1:
        raise ValueError(f"Expected one seal, found {len(found)}.")
    context = ValidationContext(trust_roots=[_asn1(trust_root)], allow_fetching=False, moment=now)
    status = validate_pdf_signature(found[0], signer_validation_context=context)
    return SealState(
        is_intact=status.intact and status.valid,
        is_trusted=status.trusted,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        subject=status.signing_cert.subject.human_friendly,
        sealed_at=status.signer_reported_dt,
    )


def _room(sealer: Sealer) -> int:
    """Hex digits to keep free for the seal: its certificates, the signature, a timestamp."""
    certificates = [one.public_bytes(serialization.Encoding.DER) for one in (sealer.certificate, *sealer.chain)]
    return 2 * (sum(map(len, certificates)) + 4096 + (12288 if sealer.timestamp_url else 0))


def _asn1(certificate: x509.Certificate) -> Any:
    """The form in which pyHanko wants a certificate."""
    (converted,) = load_certs_from_pemder_data(certificate.public_bytes(serialization.Encoding.PEM))
    return converted


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
