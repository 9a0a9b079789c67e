"""Whether a stored PDF bears the association's own seal, unbroken: for the check of the whole register."""

from __future__ import annotations

from collections.abc import Collection
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings

from agreements.seal.sealer import Sealer
from agreements.seal.sealing import SealMissing, read_seal
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
        state = read_seal(pdf)
    except SealMissing:
        return "does not bear one seal"
    except Exception as error:  # noqa: BLE001 - whatever somebody put there, the check goes on
        return f"has no seal that can be read ({type(error).__name__})"
    if not (state.is_intact and state.covers_whole_file):
        return "was changed after it was sealed"
    return "" if state.certificate in own else "bears a seal that is not ours"
