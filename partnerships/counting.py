"""One sentence that counts a list of partnerships: its parts add up to the total, and each part opens its rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.models import Community
from sistercities.common.filtersets import FacetedFilterSet

from .facets import OLDER, RECENT
from .facets_sides import REGIONS
from .querysets import PartnershipQuerySet
from .stages import State
from .wording import MEANINGS

# Every partnership of a list is in exactly one of these: its state that day and, where it is active, whether a side has
# confirmed it within 12 months. Each with what opens its rows.
PARTS: Mapping[tuple[str, bool | None], str | Promise] = {
    (State.ACTIVE, True): _("%(n)s active and confirmed in the last 12 months"),
    (State.ACTIVE, False): _("%(n)s active, not confirmed in the last 12 months"),
    (State.NOT_CONFIRMED, None): _("%(n)s not confirmed"),
    (State.DORMANT, None): _("%(n)s dormant"),
    (State.SUSPENDED, None): _("%(n)s suspended"),
    (State.TERM_ENDED, None): _("%(n)s whose agreed term has ended"),
    (State.ENDED, None): _("%(n)s ended"),
    (State.SUPERSEDED, None): _("%(n)s replaced by another agreement"),
    (State.VOID, None): _("%(n)s void"),
    (State.IN_DEVELOPMENT, None): _("%(n)s being prepared again"),
}


@dataclass(frozen=True)
class Part:
    """Some of the rows: how many, in which words (`%(n)s` stands for the number), and the query that opens them."""

    number: int
    words: str
    query: str

    def __str__(self) -> str:
        return self.words % {"n": self.number}


@dataclass(frozen=True)
class Counted:
    """What a list holds on a day. `recorded` and `regional` are some of the same rows, not further ones."""

    subject: str
    total: int
    parts: list[Part]
    recorded: Part
    regional: Part | None
    on_date: dt.date

    @property
    def head(self) -> str:
        """ "Japan: 214 partnerships." """
        counted = ngettext("%(n)s partnership.", "%(n)s partnerships.", self.total) % {"n": self.total}
        if not self.subject:
            return counted
        return gettext("%(subject)s: %(counted)s") % {"subject": self.subject, "counted": counted}

    @property
    def day(self) -> str:
        return date_format(self.on_date, "j F Y")

    @property
    def sentence(self) -> str:
        """The whole in one line of plain text, as it is copied."""
        parts = "; ".join(str(part) for part in self.parts)
        rest = [f"{part}." for part in (self.regional, self.recorded) if part]
        return " ".join([self.head, *([f"{parts}."] if parts else []), *rest, f"{self.day}."])

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """What the words of the parts mean."""
        return [(str(State(state).label), str(words)) for state, words in MEANINGS.items()]


def count(rows: PartnershipQuerySet, *, subject: str, query: Callable[..., str], on_date: dt.date) -> Counted:
    """Count rows of `for_list(on_date)` in one query. `query(**changes)` is the address of these rows, narrowed."""
    facts = ("state", "is_confirmed", "is_recorded", "is_regional")
    groups = rows.with_regional().order_by().values(*facts).annotate(n=Count("pk"))
    numbers, recorded, regional, total = Counter[tuple[str, bool | None]](), 0, 0, 0
    for group in groups.values_list(*facts, "n"):
        state, is_confirmed, is_recorded, is_regional, n = group
        numbers[state, is_confirmed if state == State.ACTIVE else None] += n
        recorded, regional, total = recorded + n * is_recorded, regional + n * is_regional, total + n
    parts = [Part(numbers[key], str(words), query(**_opens(*key))) for key, words in PARTS.items() if numbers[key]]
    on_register = ngettext(
        "The signed document of %(n)s is on the register",
        "The signed documents of %(n)s are on the register",
        recorded,
    )
    between = ngettext(
        "%(n)s is a tie of a county, state, prefecture or the like",
        "%(n)s are ties of counties, states, prefectures or the like",
        regional,
    )
    return Counted(
        subject,
        total,
        parts,
        Part(recorded, on_register, query(recognition="recorded")),
        Part(regional, between, query(between=REGIONS)) if regional else None,
        on_date,
    )


def count_list(filterset: FacetedFilterSet) -> Counted:
    """The sentence of a filtered list: its subject are the filters that are set."""
    subject = ", ".join(_subjects(filterset))
    return count(filterset.qs, subject=subject, query=filterset.query, on_date=filterset.on_date)


def _subjects(filterset: FacetedFilterSet) -> Iterator[str]:
    """What each filter asks for. A state or region names its country itself; words of a search stand as they are."""
    if "q" in filterset.values:
        yield gettext("“%(words)s”") % {"words": filterset.values["q"]}
    said = [facet for facet in filterset.facets if facet.name in filterset.values]
    narrowed = {facet.within for facet in said}
    for facet in said:
        if facet.name not in narrowed:
            yield str((facet.subject or facet.text)(filterset.values[facet.name]))


def count_community(community: Community, rows: PartnershipQuerySet, *, on_date: dt.date) -> Counted:
    """The sentence of a community's page, over its public partnerships; its parts open the list of partnerships."""
    address = reverse("partnership_list")

    def query(**changes: str) -> str:
        return f"{address}?{urlencode({'community': community.slug, **changes})}"

    return count(rows, subject=community.name, query=query, on_date=on_date)


def _opens(state: str, is_confirmed: bool | None) -> dict[str, str]:
    if is_confirmed is None:
        return {"state": state}
    return {"state": state, "confirmed": RECENT if is_confirmed else OLDER}
