"""The association's electronic seal on a PDF: PAdES baseline, made without network."""

from agreements.seal.sealer import Sealer, demonstration_sealer
from agreements.seal.sealing import SealState, seal_pdf, validate_seal

__all__ = ["SealState", "Sealer", "demonstration_sealer", "seal_pdf", "validate_seal"]
