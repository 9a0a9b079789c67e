"""System checks of what the machine must bring."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from sistercities.common import fonts


@register()
def fonts_are_installed(**kwargs: Any) -> list[CheckMessage]:
    """Each file of the font list is there; without them a PDF would differ from machine to machine."""
    return complaints(fonts.missing_files())


def complaints(missing: list[fonts.FontFile]) -> list[CheckMessage]:
    """One error that names the files and says how to get them; nothing for no file."""
    if not missing:
        return []
    packages = sorted({font.package for font in missing} - {""})
    return [
        Error(
            "Fonts of the agreement PDF are missing: " + ", ".join(sorted(font.name for font in missing)),
            hint="apt-get install " + " ".join(packages),
            id="common.E001",
        )
    ]
