"""Bring a list of partnerships in, a batch of lines at a time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from directory.choices import LineStatus
from directory.models import Community, CommunityName, ListImport, ListLine
from directory.services.places import add_communities_of_places, communities_of_places
from partnerships.models import DateClaim, EarlierRecognition, Partnership, Party, StateClaim, StatePeriod
from partnerships.services.earlier import settle_list
from partnerships.services.partnerships import slugs_in_use, wanted_slugs
from partnerships.services.states import rewrite_periods_of
from partnerships.stages import ClaimKind, SourceRank, State
from sistercities.common.slugs import free_slugs

from .deciding import Additions, decide
from .known import COMMUNITY, PLACE, End, Known, Pair, known_pairs
from .rows import Said, said_by

# Imports wait for each other under this number: two that bring in the same pair make one partnership of it.
LOCK = 7_126_411
# What grows while a list comes in. The database looks at these anew each time they have doubled: how it reads a table
# that was empty a moment ago would cost ever more with each batch of one long transaction.
GROWING = (Community, CommunityName, Partnership, Party, DateClaim, StateClaim, StatePeriod)


@dataclass
class Decided:
    """A line with its two ends, home first, and what it adds."""

    line: ListLine
    said: Said
    ends: tuple[End, End]
    known: Known
    added: Additions

    @property
    def partnership(self) -> int:
        """The key of its partnership, once that is there."""
        if self.known.partnership is None:
            raise ValueError("The partnership of this line is not added yet.")
        return self.known.partnership


class PartnershipKeeper:
    """Brings in the lines of one run (`directory.lists.Keeper`); it knows what earlier lines of the file said."""

    def __init__(self, run: ListImport, now: dt.datetime) -> None:
        self.run, self.now, self.today = run, now, timezone.localdate(now)
        self.earlier = run.options.get("earlier")
        self.ends: dict[int, End] = {}
        self.pairs: dict[Pair, Known] = {}
        self.communities: dict[End, Community] = {}
        self.batches = 0

    def look(self, lines: Sequence[ListLine]) -> None:
        self._decide(lines)

    @transaction.atomic
    def keep(self, lines: Sequence[ListLine]) -> None:
        """Add what the lines add: at most so many queries for any number of them. Imports do it one after the other."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            # Put off to the end, the checks of references would pile up, and every change walks past the pile.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        decided = self._decide(lines, lock=True)
        for line in lines:
            line.made = {}
        new = [row for row in decided if row.added.status == LineStatus.CREATED]
        self._find_communities(new)
        self._add_partnerships(new)
        self._add_claims(decided)
        self._propose(decided)
        rewrite_periods_of(partnership_ids={row.partnership for row in decided if row.added.state})
        for row in decided:
            row.line.subject_id = row.known.partnership
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self._look_anew()

    def finish(self) -> None:
        """The list of earlier recognition that this run proposes waits on the desk."""
        if self.earlier and self.run.by:
            rows = EarlierRecognition.objects.filter(**self.earlier, entered_by=self.run.by)
            if row := rows.first():
                settle_list(row, by=self.run.by, now=self.now)

    def _look_anew(self) -> None:
        self.batches += 1
        if self.batches & (self.batches - 1) == 0:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in GROWING)}")

    def _decide(self, lines: Sequence[ListLine], *, lock: bool = False) -> list[Decided]:
        named = {end["id"] for line in lines for end in line.ends if "community" not in end} - self.ends.keys()
        here = communities_of_places(named) if named else {}
        self.ends |= {pk: (COMMUNITY, here[pk]) if pk in here else (PLACE, pk) for pk in named}
        pairs = [(line, self._ends_of(line)) for line in lines]
        if lock:
            asked = {pk for _line, ends in pairs for kind, pk in ends if kind == COMMUNITY}
            list(Community.objects.select_for_update().filter(pk__in=asked).order_by("pk").values_list("pk"))
        self.pairs |= known_pairs({frozenset(ends) for _line, ends in pairs} - self.pairs.keys(), self.today)
        return [row for line, ends in pairs if (row := self._decide_line(line, ends))]

    def _decide_line(self, line: ListLine, ends: tuple[End, End]) -> Decided | None:
        line.status, line.subject_id = LineStatus.AMBIGUOUS, None
        if ends[0] == ends[1]:
            line.reason = gettext("Both sides are found to be %(name)s.") % {"name": line.end(0).get("name", "")}
            return None
        known, said = self.pairs[frozenset(ends)], said_by(line.row, self.run)
        is_abroad = line.end(0).get("country") != line.end(1).get("country")
        added = decide(known, said, line=line.number, wants_earlier=bool(self.earlier) and is_abroad)
        line.status, line.subject_id = added.status, known.partnership
        line.reason = " ".join(part for part in (added.reason, "" if is_abroad else gettext("Same country.")) if part)
        return Decided(line, said, ends, known, added)

    def _ends_of(self, line: ListLine) -> tuple[End, End]:
        home, partner = (
            (COMMUNITY, end["community"]) if "community" in end else self.ends[end["id"]] for end in line.ends
        )
        return home, partner

    def _find_communities(self, new: Sequence[Decided]) -> None:
        """The communities of new pairs, added where they are only places; each is made by the first line with it."""
        asked = dict.fromkeys(end for row in new for end in row.ends if end not in self.communities)
        here = Community.objects.in_bulk([pk for kind, pk in asked if kind == COMMUNITY])
        added = add_communities_of_places(place_ids=[pk for kind, pk in asked if kind == PLACE])
        self.communities |= {end: (here if end[0] == COMMUNITY else added)[end[1]] for end in asked}
        for row in new:
            mine = [added.pop(pk).pk for kind, pk in row.ends if kind == PLACE and pk in added]
            if mine:
                row.line.made["communities"] = mine

    def _add_partnerships(self, new: Sequence[Decided]) -> None:
        sides = [[self.communities[end] for end in row.ends] for row in new]
        slugs = free_slugs([wanted_slugs(communities) for communities in sides], slugs_in_use)
        rows = Partnership.objects.bulk_create(
            Partnership(slug=slug, sort_key=" ".join(side.sort_key for side in pair)[:500], kind=row.said.kind)
            for row, slug, pair in zip(new, slugs, sides, strict=True)
        )
        Party.objects.bulk_create(
            Party(partnership=partnership, community=community, side=side)
            for partnership, pair in zip(rows, sides, strict=True)
            for side, community in enumerate(pair, start=1)
        )
        for row, partnership in zip(new, rows, strict=True):
            row.known.partnership = partnership.pk
            row.line.made["partnerships"] = [partnership.pk]

    def _add_claims(self, decided: Sequence[Decided]) -> None:
        dated = [(row, row.added.year) for row in decided if row.added.year]
        dates = DateClaim.objects.bulk_create(
            DateClaim(
                partnership_id=row.partnership,
                kind=ClaimKind.SINCE,
                value=year,
                rank=SourceRank.LIST,
                source=row.said.source,
            )
            for row, year in dated
        )
        stated = [row for row in decided if row.added.state]
        states = StateClaim.objects.bulk_create(
            StateClaim(
                partnership_id=row.partnership,
                state=row.added.state,
                since=row.said.year if row.added.state == State.ACTIVE else None,
                source=row.said.source,
                stated_on=self.today,
                entered_by=self.run.by,
            )
            for row in stated
        )
        for name, rows, made in (("dates", [row for row, _year in dated], dates), ("states", stated, states)):
            for row, claim in zip(rows, made, strict=True):
                row.line.made[name] = [claim.pk]

    def _propose(self, decided: Sequence[Decided]) -> None:
        proposed = [row for row in decided if row.added.earlier]
        rows = EarlierRecognition.objects.bulk_create(
            EarlierRecognition(
                partnership_id=row.partnership, entered_by=self.run.by, entered_at=self.now, **self.earlier
            )
            for row in proposed
        )
        for row, line in zip(proposed, rows, strict=True):
            row.line.made["earlier"] = [line.pk]
