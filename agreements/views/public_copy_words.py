"""What the page that blacks out places says: the pages with what is marked on them, and each place in words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.blackout import WHOLE, Area
from agreements.file_names import names_of_scans, page_address
from agreements.models import PageImage, Scan


@dataclass(frozen=True)
class Box:
    """A rectangle in the dots of its page."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class MarkedPage:
    """The picture of a page with the places on it; `lines`: every tenth of its height with the percent beside it."""

    number: int
    name: str
    url: str
    width: int
    height: int
    boxes: list[Box]
    lines: list[tuple[int, int]]

    @property
    def letter(self) -> int:
        """The size of the figures beside the page."""
        return self.height // 55


def page_words(
    scan: Scan, pictures: Sequence[PageImage], numbers: Iterable[int], areas: Sequence[Area]
) -> list[MarkedPage]:
    """The pages of these numbers, with the places that are marked on them."""
    name = names_of_scans(scan.hand_in.scans.select_related("party__community"))[scan.pk]
    found = []
    for number in numbers:
        picture = pictures[number - 1]
        boxes = [_box(area, picture) for area in areas if area.page == number]
        lines = [(percent, picture.height * percent // 100) for percent in range(10, 100, 10)]
        address = page_address(scan, number)
        found.append(MarkedPage(number, name.page(number), address, picture.width, picture.height, boxes, lines))
    return found


def place_words(area: Area) -> str:
    """ "Page 1: from 10 to 12.5 percent of the height, across the whole width"."""
    edges = {
        "page": area.page,
        "top": _percent(area.top),
        "bottom": _percent(area.bottom),
        "left": _percent(area.left),
        "right": _percent(area.right),
    }
    if (area.left, area.right) == (0, WHOLE):
        return _("Page %(page)s: from %(top)s to %(bottom)s percent of the height, across the whole width") % edges
    return (
        _(
            "Page %(page)s: from %(top)s to %(bottom)s percent of the height, from %(left)s to %(right)s percent of "
            "the width"
        )
        % edges
    )


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:g}"


def _box(area: Area, picture: PageImage) -> Box:
    """Rounded outwards, as the copy is painted."""
    x, y = math.floor(area.left * picture.width / WHOLE), math.floor(area.top * picture.height / WHOLE)
    right, bottom = math.ceil(area.right * picture.width / WHOLE), math.ceil(area.bottom * picture.height / WHOLE)
    return Box(x, y, right - x, bottom - y)
