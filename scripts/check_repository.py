"""What no linter says: no source file over 400 lines, no file that names the host of a package registry."""

import subprocess
import sys
from pathlib import Path

MOST_LINES = 400
SOURCES = {".py", ".html", ".css", ".js", ".sh", ".txt"}
NOT_SOURCES = ("requirements/",)
# Put together here, so that this file does not name them either.
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))]


def project_files() -> list[Path]:
    """Tracked files and new ones that git does not ignore, as they are on disk."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return [path for path in map(Path, names) if path.name and path.is_file()]


def complaints(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", errors="replace")
    found = [f"{path}: names the package registry host {host}" for host in HOSTS if host in text.lower()]
    is_source = path.suffix in SOURCES and "migrations" not in path.parts and not str(path).startswith(NOT_SOURCES)
    if is_source and (lines := text.count("\n")) > MOST_LINES:
        found.append(f"{path}: {lines} lines; {MOST_LINES} are the most")
    return found


def main() -> None:
    found = [complaint for path in project_files() for complaint in complaints(path)]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
