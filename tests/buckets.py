"""A storage that answers as a bucket does: it knows names of files and no folders."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage


class Bucket(FileSystemStorage):
    """Files on this disk. A folder does not exist; what lies under its name is listed all the same, if anything is."""

    def exists(self, name: str) -> bool:
        return Path(self.path(name)).is_file()

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return super().listdir(path) if Path(self.path(path)).is_dir() else ([], [])
