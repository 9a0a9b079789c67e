"""People and particulars of a committee on paper."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms_changes import HandoverForm
from directory.forms_committees import CommitteeForm
from directory.forms_people import InviteForm, RoleForm
from directory.models import Committee
from sistercities.accounts.forms import ByPostForm, post_initial
from sistercities.common.sheets import Filled, Part, SheetKind, register_sheet

SIGNATURE = (gettext_lazy("Your name"), gettext_lazy("Day"), gettext_lazy("Your signature"))


def blank_people() -> list[Part]:
    """To invite somebody, to change what a seat allows, to end a seat, to take an invitation back."""
    whose = _("Name of the person")
    return [
        Part(_("Which committee"), asks=[_("Name of your committee")]),
        Part(_("Invite somebody"), [InviteForm()], asks=[whose]),
        Part(_("Change what somebody may do"), [RoleForm()], asks=[whose]),
        Part(_("Hand over to a new main contact"), [HandoverForm(prefix="handover")], asks=[whose]),
        Part(_("End a seat, or take an invitation back"), asks=[whose, _("From which day")]),
        Part(_("Signed by a main contact"), asks=SIGNATURE),
    ]


def fill_people(request: HttpRequest, pk: int) -> Filled | None:
    """The same for one committee, with the people who have a seat today."""
    committee = Committee.objects.visible_to(request.user).filter(pk=pk).first()
    if committee is None:
        return None
    seats = [f"{seat.user}: {seat.get_role_display()}" for seat in committee.seats.current().for_list()]
    return Filled(str(committee), blank_people()[1:], letter="\n".join([str(_("Who has a seat today:")), *seats]))


def blank_committee() -> list[Part]:
    """What we know of a committee, and how its letters come."""
    return _committee_parts(None)


def fill_committee(request: HttpRequest, pk: int) -> Filled | None:
    committee = Committee.objects.visible_to(request.user).filter(pk=pk).first()
    return Filled(str(committee), _committee_parts(committee)) if committee else None


def _committee_parts(committee: Committee | None) -> list[Part]:
    known = ("name", "kind", "website", "email", "phone", "post_address")
    places = list(committee.communities.all()) if committee else []
    initial = {name: getattr(committee, name) for name in known} if committee else {}
    about = CommitteeForm(found=places, initial={**initial, "communities": [place.pk for place in places]})
    letters = ByPostForm(initial=post_initial(committee) if committee else None)
    return [
        Part(_("Your committee"), [about]),
        Part(_("Your letters"), [letters]),
        Part(_("Signed by a main contact"), asks=SIGNATURE),
    ]


def people_page(pk: int) -> str:
    """Where staff change what the sheet asks for."""
    return reverse("desk_committee_people", args=[pk]) if Committee.objects.filter(pk=pk).exists() else ""


register_sheet(
    SheetKind(
        name="people",
        mark="P",
        title=gettext_lazy("People of a committee"),
        intro=gettext_lazy("Fill in only what you want to change. We change it for you, and the person is written to."),
        blank=blank_people,
        fill=fill_people,
        record=people_page,
    )
)
register_sheet(
    SheetKind(
        name="committee",
        mark="C",
        title=gettext_lazy("About your committee"),
        intro=gettext_lazy("Correct what is wrong and add what is missing."),
        blank=blank_committee,
        fill=fill_committee,
        record=people_page,
    )
)
