"""Is this uploaded file what it seems, whole, and harmless? Bytes in, a verdict out; no models, nothing stored."""

from agreements.inspection.findings import DEFAULT, Limits
from agreements.inspection.refusals import WARNINGS, UploadRefused
from agreements.inspection.upload import Inspected, inspect_upload

__all__ = ["DEFAULT", "WARNINGS", "Inspected", "Limits", "UploadRefused", "inspect_upload"]
