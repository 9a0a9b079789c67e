"""What recording asks for beside the papers: real communities, in two countries, and the laws at home read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import LawAdvisory
from directory.querysets_authority import Days
from directory.selectors_authority import CheckState, checks_of
from partnerships.models import Party
from sistercities.common.countries import country_name

from .choices import BOTH_SIDES
from .designees import possible_days
from .models import AdvisorySeen, HandIn, Signature

# Where each is mended: the checks of side n, the laws, the refusal, the choice of the partnership.
CHECKS, LAWS, REFUSAL, PARTNERSHIP = "checks-{}", "laws", "refuse", "partnership"
NOT_REAL = "not-real-government"


@dataclass(frozen=True)
class Stop:
    """`step` is where it is mended; `sentence` says what is wrong and what to do."""

    step: str
    sentence: str | Promise


@dataclass(frozen=True)
class SideChecks:
    """The checks of one side, in their order."""

    party: Party
    checks: list[CheckState]

    @property
    def is_unreal(self) -> bool:
        return any(check.is_unreal for check in self.checks)


@dataclass(frozen=True)
class Law:
    """An advisory that concerns this pair; `seen` is None while nobody has read it for this document."""

    advisory: LawAdvisory
    seen: AdvisorySeen | None


def stops(hand_in: HandIn, *, on_date: dt.date | None = None) -> list[Stop]:
    """What stops reviewing and recording on that day (default: today), each with where it is mended.

    Only what all sides agree on is held against it: nobody is kept from suspending or ending an agreement.
    """
    if hand_in.partnership_id is None or hand_in.act not in BOTH_SIDES:
        return []
    sides = checks_of_sides(hand_in)
    unread = [law for law in laws(hand_in, on_date=on_date or timezone.localdate()) if law.seen is None]
    return [
        *_country_stops(sides),
        *(stop for side in sides for stop in _check_stops(side)),
        *(Stop(LAWS, _("Read what is known about “%(law)s”.") % {"law": law.advisory.title}) for law in unread),
    ]


def sentences(hand_in: HandIn, *, on_date: dt.date | None = None) -> list[str | Promise]:
    """`stops` without the places."""
    return [stop.sentence for stop in stops(hand_in, on_date=on_date)]


def checks_of_sides(hand_in: HandIn) -> list[SideChecks]:
    """What staff have looked up about each side: two queries."""
    parties = list(_parties(hand_in))
    found = checks_of([party.community for party in parties])
    return [SideChecks(party, found[party.community_id]) for party in parties]


def has_unreal_side(hand_in: HandIn) -> bool:
    """Staff have found that a side is not a real government."""
    return any(side.is_unreal for side in checks_of_sides(hand_in))


def laws(hand_in: HandIn, *, on_date: dt.date) -> list[Law]:
    """The advisories that concern this partnership on that day, or on a day on which a side can have signed."""
    communities = [party.community for party in _parties(hand_in)]
    about = LawAdvisory.objects.about(communities).in_force([(on_date, on_date), *_days_of_signing(hand_in)])
    seen = {row.advisory_id: row for row in hand_in.advisories_seen.select_related("by")}
    return [Law(advisory, seen.get(advisory.pk)) for advisory in about]


def _parties(hand_in: HandIn) -> Iterable[Party]:
    return Party.objects.filter(partnership=hand_in.partnership_id).select_related("community").order_by("side")


def _country_stops(sides: list[SideChecks]) -> Iterable[Stop]:
    countries = {str(side.party.community.country) for side in sides}
    if len(countries) == 1:
        yield Stop(
            PARTNERSHIP,
            _("All sides are in one country: %(country)s. A partnership on the register joins two countries at least.")
            % {"country": country_name(countries.pop())},
        )


def _check_stops(side: SideChecks) -> Iterable[Stop]:
    name, step = side.party.community.name, CHECKS.format(side.party.side)
    if side.is_unreal:
        yield Stop(REFUSAL, _("%(side)s is not a real government. Refuse the document.") % {"side": name})
        return
    missing = [check.kind.label for check in side.checks if check.row is None]
    failed = [check.kind.label for check in side.checks if check.row is not None and not check.is_met]
    if missing:
        what = "; ".join(str(label) for label in missing)
        yield Stop(step, _("Still to look up about %(side)s: %(what)s.") % {"side": name, "what": what})
    if failed:
        what = "; ".join(str(label) for label in failed)
        sentence = _("Not found about %(side)s: %(what)s. Look again, ask the committee, or refuse the document.")
        yield Stop(step, sentence % {"side": name, "what": what})


def _days_of_signing(hand_in: HandIn) -> Iterable[Days]:
    for row in Signature.objects.filter(instrument__hand_in=hand_in):
        first, last = possible_days(row)
        if last:
            yield first or last, last
