"""The sheets that staff keep with what they did for a committee are inspected like every other upload."""

from typing import BinaryIO

from agreements.inspection.upload import inspect_upload
from directory.services.on_behalf import Inspected


def inspect_sheet(file: BinaryIO, name: str) -> Inspected:
    """UploadRefused, with its sentence, for what may not be kept."""
    found = inspect_upload(file, name=name)
    return Inspected(found.media_type, found.sha256)
