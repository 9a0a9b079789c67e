"""One side says that the partnership is dormant, or active again. Everything else about its state needs an act."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.choices import AskedHow
from partnerships import letters
from partnerships.models import Confirmation, Partnership, Party, StateClaim
from partnerships.reach import unreached
from partnerships.stages import State
from sistercities.accounts.models import User
from sistercities.common.dates import PartialDate
from sistercities.common.history import because

from .side_letters import open_side_letter
from .states import add_state_claim

# What can be stated, by the state of the day.
FOLLOWS = {State.ACTIVE: State.DORMANT, State.DORMANT: State.ACTIVE}


class StatementRefused(ValidationError):
    """Nothing was kept, and nobody was written to."""


def can_state(state: str) -> str:
    """What a side can state about a partnership in this state: "dormant", "active" again, or "" for nothing."""
    return FOLLOWS.get(State(state), "")


@transaction.atomic
def state_by_side(
    *,
    party: Party,
    state: str,
    since: PartialDate | None,
    by: User,
    today: dt.date,
    asked_by: str = "",
    asked_how: str = "",
    asked_on: dt.date | None = None,
) -> StateClaim:
    """Keep that a side calls the partnership dormant, or active again, and tell the other sides.

    Staff enter it for a side: who asked (not public), how, and on which day. Refused (StatementRefused): it does not
    follow on the state of the day; a day to come; staff without saying who asked. Who says that it is active again
    confirms with it that it is alive.
    """
    partnership = Partnership.objects.select_for_update().get(pk=party.partnership_id)
    if not state or state != can_state(_state_of(partnership, today)):
        raise StatementRefused(
            _("Only an active partnership can be called dormant, and only a dormant one active again."), code="state"
        )
    if since and since.earliest > today:
        raise StatementRefused(_("The day lies in the future. Say it when it is so."), code="since")
    if by.is_staff and not (asked_by.strip() and asked_how):
        raise StatementRefused(_("Say who asked for it, and how."), code="asked")
    because(f"stated_{state}", asked_by)
    claim = add_state_claim(
        partnership=partnership,
        state=state,
        source=_source(party, asked_how if by.is_staff else "", asked_on or today),
        stated_on=asked_on or today,
        since=since,
        party=party,
        by=by,
    )
    if _state_of(partnership, today) != state:
        raise StatementRefused(
            _("What holds today began later than that. Check the date, or leave it empty."), code="since"
        )
    if by.is_staff:
        claim.asked_by, claim.asked_how = asked_by.strip(), asked_how
        claim.save(update_fields=["asked_by", "asked_how"])
    if state == State.ACTIVE:
        Confirmation.objects.get_or_create(
            party=party, confirmed_on=claim.stated_on, defaults={"how": claim.source, "entered_by": by}
        )
    _tell_the_others(claim, party)
    return claim


def _tell_the_others(claim: StateClaim, party: Party) -> None:
    """By mail whom mail reaches; for a side that it does not, staff find a way."""
    letters.write_stated(claim, party)
    for other in unreached(claim.partnership.parties.exclude(pk=party.pk)):
        open_side_letter(party=other, mail=letters.keep_stated(claim, party, to=other), now=timezone.now())


def _state_of(partnership: Partnership, day: dt.date) -> str:
    return str(Partnership.objects.with_state(day).get(pk=partnership.pk).state)


def _source(party: Party, asked_how: str, day: dt.date) -> str:
    """Who says so, for the public: "Statement of Kobe, by post of 3 March 2026, entered by the association"."""
    side = party.community.name
    if not asked_how:
        return _("Statement of %(side)s of %(day)s") % {"side": side, "day": date_format(day, "j F Y")}
    facts = {"side": side, "how": AskedHow(asked_how).label, "day": date_format(day, "j F Y")}
    return _("Statement of %(side)s, %(how)s, %(day)s, entered by the association") % facts
