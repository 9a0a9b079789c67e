"""What a side says about the state of its partnership, on paper."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sistercities.common.sheets import Filled, Part, SheetKind, register_sheet

from .forms import StateForm


def blank_state() -> list[Part]:
    """That a partnership is dormant, or active again."""
    return [
        Part(_("The partnership"), asks=[_("The communities"), _("Is it dormant, or active again?")]),
        Part(_("Who says so, and since when"), [StateForm(parties=[], today=timezone.localdate())]),
        Part(_("Signed by a main contact"), asks=[_("Your name"), _("Day"), _("Your signature")]),
    ]


def fill_state(_request: HttpRequest, _pk: int) -> Filled | None:
    """There is nothing to fill in beforehand."""
    return None


register_sheet(
    SheetKind(
        name="state",
        mark="S",
        title=gettext_lazy("Say that a partnership is dormant, or active again"),
        intro=gettext_lazy("The agreement stays in force either way. We write to every other side."),
        blank=blank_state,
        fill=fill_state,
        record=lambda _pk: "",
    )
)
