"""What every kind of file storage can say, folder of the system or bucket."""

from django.core.files.storage import Storage


def files_in(storage: Storage, folder: str) -> list[str]:
    """The names of the files in a folder; none where there is no such folder.

    `exists` is not asked: a bucket knows names of files only, and answers no for every folder.
    """
    return _listed(storage, folder)[1]


def folders_in(storage: Storage, folder: str) -> list[str]:
    """The names of the folders in a folder; none where there is no such folder."""
    return _listed(storage, folder)[0]


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []
