"""Words in braces that stand in a letter for what is known only when it is sent: `{communities}`."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import ReasonCode

# What the letter of a reason may name, and what stands there when it is sent.
ALLOWED = {
    "communities": _("the communities of the document, for instance Seattle – Kobe"),
    "received_on": _("the day on which the document was received"),
    "reference": _("the reference number of the document, for instance D-12"),
    "committee": _("the name of the committee"),
    "association": _("your name, as it stands on every page"),
    "phone": _("your phone number"),
    "email": _("your e-mail address"),
    "post_address": _("your postal address, in one line"),
}
# A refusal is kept for good as the reason why there is no record: its text names what was refused.
NEEDED: Mapping[str, tuple[str, ...]] = {ReasonCode.Use.REFUSE: ("communities",)}
_NAMED = re.compile(r"\{([^{}]*)\}")


def check_letter(text: str, *, use: str) -> None:
    """ValidationError with a sentence for each placeholder that is unknown, missing, or a brace without its other."""
    names = _NAMED.findall(text)
    refusals = [_unknown(name) for name in dict.fromkeys(names) if name not in ALLOWED]
    refusals += [_missing(name) for name in NEEDED.get(use, ()) if name not in names]
    if re.search(r"[{}]", _NAMED.sub("", text)):
        refusals.append(gettext("There is a brace without its other one: a placeholder is written {like_this}."))
    if refusals:
        raise ValidationError(refusals, code="placeholder")


def fill_letter(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder replaced once: what a value holds is never read as a placeholder.

    What is not allowed stays as it is typed. KeyError where the value of an allowed one is not given.
    """
    return _NAMED.sub(lambda found: values[found[1]] if found[1] in ALLOWED else found[0], text)


def in_braces(name: str) -> str:
    return "{" + name + "}"


def _unknown(name: str) -> str:
    known = get_text_list([in_braces(each) for each in ALLOWED], gettext("or"))
    return gettext("Nobody knows what %(name)s stands for. Write %(known)s.") % {
        "name": in_braces(name),
        "known": known,
    }


def _missing(name: str) -> str:
    sentence = gettext("This letter needs %(name)s: %(meaning)s. Put it where it belongs in your text.")
    return sentence % {"name": in_braces(name), "meaning": ALLOWED[name]}
