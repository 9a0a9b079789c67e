"""The association's electronic seal on a PDF: PAdES baseline, made without network."""

from agreements.seal.proving import own_certificates, seal_fault
from agreements.seal.sealer import Sealer, demonstration_sealer
from agreements.seal.sealing import SealState, read_seal, seal_pdf

__all__ = [
    "SealState",
    "Sealer",
    "demonstration_sealer",
    "own_certificates",
    "read_seal",
    "seal_fault",
    "seal_pdf",
]
