"""What pages show of a partnership: dates as claims, state through time, sources, confirmations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from sistercities.common.dates import PartialDate

from .models import Confirmation, DateClaim, EarlierRecognition, Partnership, StageChange, StateClaim, StatePeriod
from .stages import BEGINNINGS, Basis, ClaimKind, Stage, State
from .wording import beginning_in_words, confirmation_in_words, in_one_sentence, state_sentence

# States that begin with the partnership itself: the preferred date of its beginning is theirs too.
FROM_THE_BEGINNING = (State.ACTIVE, State.NOT_CONFIRMED)
OVER = (State.ENDED, State.VOID, State.SUPERSEDED)
# Kinds of date that a vague "since" can be measured against.
STARTS = BEGINNINGS[:3]


@dataclass(frozen=True)
class ClaimGroup:
    """All that is said about one date: the preferred claim by kind of source, and those that say otherwise."""

    preferred: DateClaim
    agreeing: list[DateClaim]
    others: list[DateClaim]

    @property
    def label(self) -> str:
        """What the date tells: "Signed"."""
        return self.preferred.get_kind_display()


@dataclass(frozen=True)
class Source:
    """Where something was read, and when last. `read_on` is None where that was not kept."""

    name: str
    url: str
    read_on: dt.date | None


@dataclass(frozen=True)
class PartnershipFacts:
    """Public facts of one partnership on a day. `state_since`: when the state of the day began.

    Where the partnership began in that state and it rests on a source, the preferred date of the beginning stands for
    it, so that a page does not give two years without saying why. `periods` leaves "not confirmed" out where more was
    known later: it tells what was known, not what happened.
    """

    began: PartialDate | None
    state_since: PartialDate | None
    claims: list[ClaimGroup]
    periods: list[StatePeriod]
    earlier: EarlierRecognition | None
    confirmations: list[Confirmation]
    sources: list[Source]
    last_confirmed: Confirmation | None
    is_confirmation_old: bool

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left that a side could call alive."""
        return bool(self.periods) and self.periods[-1].state in OVER

    @property
    def has_history(self) -> bool:
        """Whether the states tell more than that it began."""
        return len(self.periods) > 1 or any(period.state not in FROM_THE_BEGINNING for period in self.periods)


def partnership_facts(partnership: Partnership, *, on_date: dt.date) -> PartnershipFacts:
    """Everything public that is known up to this day, in five queries."""
    dates = list(DateClaim.objects.filter(partnership=partnership).select_related("party__community"))
    claims = list(StateClaim.objects.filter(partnership=partnership))
    periods = list(StatePeriod.objects.filter(partnership=partnership).order_by("days"))
    earlier = EarlierRecognition.objects.filter(partnership=partnership, confirmed_by__isnull=False).first()
    confirmations = list(
        Confirmation.objects.filter(party__partnership=partnership, confirmed_on__lte=on_date)
        .select_related("party__community")
        .order_by("-confirmed_on", "pk")
    )
    groups = claim_groups(dates)
    began = _began(groups, periods)
    periods = [period for period in periods if period.days.lower is None or period.days.lower <= on_date]
    periods = [period for period in periods if period.state != State.NOT_CONFIRMED or period == periods[-1]]
    latest = confirmations[0] if confirmations else None
    return PartnershipFacts(
        began=began,
        state_since=_state_since(began, periods, on_date),
        claims=groups,
        periods=periods,
        earlier=earlier,
        confirmations=confirmations,
        sources=_sources(dates, claims),
        last_confirmed=latest,
        is_confirmation_old=latest is None or latest.confirmed_on <= on_date - dt.timedelta(days=365),
    )


def today_sentence(partnership: Partnership, facts: PartnershipFacts) -> str:
    """State, last confirmation and recognition of the day in one sentence. The row comes from `for_list`."""
    latest = facts.last_confirmed
    number = next((period.number for period in facts.periods if period.number), "")
    confirmed = recognised = ""
    if latest:
        who = latest.party.community.name
        confirmed = confirmation_in_words(who, latest.confirmed_on, is_old=facts.is_confirmation_old)
    if partnership.is_recorded:
        recognised = _("recorded as %(number)s") % {"number": number} if number else _("recorded by the association")
    elif partnership.is_recognised_before:  # type: ignore[attr-defined]
        recognised = _("recognised before this register")
    state = state_sentence(partnership.state, facts.state_since)  # type: ignore[attr-defined]
    return in_one_sentence([state, _beginning(facts), confirmed, recognised])


def _beginning(facts: PartnershipFacts) -> str:
    """When it began, where the date of the state does not say so already."""
    began, since = facts.began, facts.state_since
    current = facts.periods[-1].state if facts.periods else State.NOT_CONFIRMED
    if began is None or (since is None and current == State.NOT_CONFIRMED):
        return ""
    return beginning_in_words(began) if since is None or began.latest < since.earliest else ""


def claim_groups(claims: Iterable[DateClaim]) -> list[ClaimGroup]:
    """Claims about the same date together, in the order of `ClaimKind`, the sides of one kind in their order.

    "Since" tells no more than that it began: such claims stand with the signing (or what comes next to it), where
    one is known, and agree or disagree with it.
    """
    found = list(claims)
    place = {kind: n for n, kind in enumerate(ClaimKind.values)}
    start = next((kind for kind in STARTS if any(claim.kind == kind for claim in found)), None)
    first = min((_side(claim) for claim in found if claim.kind == start), default=0)

    def about(claim: DateClaim) -> tuple[int, int]:
        return (place[start], first) if start and claim.kind == ClaimKind.SINCE else (place[claim.kind], _side(claim))

    ordered = sorted(found, key=lambda claim: (*about(claim), claim.rank, -len(str(claim.value)), str(claim.value)))
    return [_group(list(group)) for _key, group in groupby(ordered, key=about)]


def _side(claim: DateClaim) -> int:
    return claim.party.side if claim.party else 0


def _group(claims: list[DateClaim]) -> ClaimGroup:
    preferred, *rest = claims
    return ClaimGroup(
        preferred=preferred,
        agreeing=[claim for claim in rest if _agree(claim.value, preferred.value)],
        others=[claim for claim in rest if not _agree(claim.value, preferred.value)],
    )


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """ "1957" and "1957-10-10" agree; "1957-06" and "1957-10-10" do not."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def _began(groups: list[ClaimGroup], periods: list[StatePeriod]) -> PartialDate | None:
    """The earliest preferred date of the best kind; without claims, the first state's own date."""
    for kind in BEGINNINGS:
        dates = [group.preferred.value for group in groups if group.preferred.kind == kind]
        if dates:
            return min(dates, key=lambda date: date.earliest)
    return next((period.since for period in periods if period.since and period.state != State.IN_DEVELOPMENT), None)


def _state_since(began: PartialDate | None, periods: list[StatePeriod], on_date: dt.date) -> PartialDate | None:
    public = [period for period in periods if period.state != State.IN_DEVELOPMENT]
    current = periods[-1] if periods else None
    if current is None or (current.days.upper is not None and current.days.upper <= on_date):
        return None
    is_first = [current] == public and current.basis == Basis.CLAIM and current.state in FROM_THE_BEGINNING
    return began if is_first and current.since and began else current.since


def _sources(dates: list[DateClaim], claims: list[StateClaim]) -> list[Source]:
    """Each source once, with the last day on which it was read."""
    read: dict[tuple[str, str], dt.date | None] = {(date.source, date.source_url): None for date in dates}
    for claim in claims:
        if claim.state == State.IN_DEVELOPMENT or claim.party_id:
            continue
        key = (claim.source, claim.source_url)
        known = read.get(key)
        read[key] = max(known, claim.stated_on) if known else claim.stated_on
    return [Source(name, url, day) for (name, url), day in sorted(read.items())]


@dataclass(frozen=True)
class Stop:
    """A stage on the rail. `position` is done, now, ahead, or not_kept (passed over, or before this portal)."""

    code: str
    position: str


def stage_rail(partnership: Partnership) -> list[Stop]:
    """The five stages with where this partnership is."""
    changes = StageChange.objects.filter(partnership=partnership).values_list("before", "after")
    kept = {stage for change in changes for stage in change}
    stages = list(Stage)
    here = stages.index(Stage(partnership.stage)) if partnership.stage else -1
    rail = []
    for n, stage in enumerate(stages):
        position = "now" if n == here else "ahead" if n > here else "done" if stage in kept else "not_kept"
        rail.append(Stop(stage.value, position))
    return rail
