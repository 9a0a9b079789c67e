"""What the README leads to is there."""

import re
from pathlib import Path

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_picture_and_page_that_it_names_is_there() -> None:
    named = [target for target in re.findall(r"\]\(([^)]+)\)", README) if "://" not in target]
    assert "docs/images/partnership.png" in named
    assert [target for target in named if not (PROJECT / target).exists()] == []
