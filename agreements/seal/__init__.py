"""The association's electronic seal on a PDF: PAdES baseline, made without network."""

from agreements.seal.proving import own_certificates, seal_fault
from agreements.seal.sealer import Sealer, demonstration_sealer
from agreements.seal.sealing import SealState, seal_pdf, validate_seal

__all__ = [
    "SealState",
    "Sealer",
    "demonstration_sealer",
    "own_certificates",
    "seal_fault",
    "seal_pdf",
    "validate_seal",
]
