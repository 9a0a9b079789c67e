"""A person's own particulars on paper."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sistercities.common.sheets import Filled, Part, SheetKind, register_sheet

from .forms import ByPostForm, ProfileForm, post_initial
from .models import User

NAMES = ("full_name", "own_script_name", "own_script_language")
SIGNATURE = (gettext_lazy("Day"), gettext_lazy("Your signature"))


def blank_person() -> list[Part]:
    return _parts(None)


def fill_person(request: HttpRequest, pk: int) -> Filled | None:
    """One's own; staff print everybody's."""
    others = User.objects.filter(is_staff=False)
    found = others if request.user.is_staff else User.objects.filter(pk=request.user.pk)
    person = found.filter(pk=pk).first()
    return Filled(person.full_name, _parts(person)) if person else None


def _parts(person: User | None) -> list[Part]:
    names = ProfileForm(initial={name: getattr(person, name) for name in NAMES} if person else None)
    letters = ByPostForm(initial=post_initial(person) if person else None)
    return [Part(_("Your name"), [names]), Part(_("Your letters"), [letters]), Part(_("Signed"), asks=SIGNATURE)]


register_sheet(
    SheetKind(
        name="person",
        mark="O",
        title=gettext_lazy("Your own particulars"),
        intro=gettext_lazy("How you want to be written, and how you want our letters."),
        blank=blank_person,
        fill=fill_person,
        record=lambda pk: reverse("people_search") if User.objects.filter(pk=pk, is_staff=False).exists() else "",
    )
)
