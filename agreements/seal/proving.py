"""Whether a stored PDF bears the association's own seal, unbroken: for the check of the whole register."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from agreements.seal.sealer import Sealer
from sistercities.common.certificates import read_pem


def own_certificates() -> set[bytes]:
    """The certificate that seals today and those that sealed before it (SEAL_EARLIER_CERTIFICATES), as DER."""
    certificates = [Sealer.from_settings().certificate]
    if earlier := settings.SEAL_EARLIER_CERTIFICATES:
        certificates += x509.load_pem_x509_certificates(read_pem(earlier))
    return {certificate.public_bytes(serialization.Encoding.DER) for certificate in certificates}


def seal_fault(pdf: BinaryIO, *, own: Collection[bytes]) -> str:
    """What is wrong with the seal of a PDF, or "". `own`: the certificates that may have made it, as DER.

    Whom a certificate was issued by, and for how long, is not asked: an old seal stays ours when its time is over.
    """
    try:
        found = PdfFileReader(pdf).embedded_signatures
        if len(found) != 1:
            return "does not bear one seal"
        with ThreadPoolExecutor(max_workers=1) as apart:  # pyHanko wants a thread without an event loop
            status = apart.submit(_validate, found[0]).result()
    except Exception as error:  # noqa: BLE001 - whatever somebody put there, the check goes on
        return f"has no seal that can be read ({type(error).__name__})"
    if not (status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE):
        return "was changed after it was sealed"
    return "" if status.signing_cert.dump() in own else "bears a seal that is not ours"


def _validate(found: EmbeddedPdfSignature) -> PdfSignatureStatus:
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    return validate_pdf_signature(found, signer_validation_context=context)
