"""How the codes of a register entry read on paper, in the current language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from agreements.choices import Act, CouncilActKind, DateReading, DocumentKind, FileRole, Method
from sistercities.common.countries import country_name
from sistercities.common.dates import PartialDate

Entry = Mapping[str, Any]

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
DATE_KINDS = {
    "council_vote": _("Council vote"),
    "signed": _("Signed"),
    "in_force": _("In force"),
    "received": _("Received by the association"),
    "recorded": _("Recorded by the association"),
}
RELATIONSHIPS = {
    "sister": _("Sister city partnership"),
    "friendship": _("Friendship city partnership"),
}
BY_LEVEL = {
    ("sister", "county"): _("Sister county partnership"),
    ("sister", "state"): _("Sister state partnership"),
}
STATE_LEVELS = {"state", "prefecture", "province", "region", "oblast"}
TITLES = {
    "founding": _("Certificate of record"),
    "amendment": _("Record of an amendment"),
    "renewal": _("Record of a renewal"),
    "reaffirmation": _("Record of a reaffirmation"),
    "suspension": _("Record of a suspension"),
    "lifting": _("Record of the lifting of a suspension"),
    "termination": _("Record of a notice of termination"),
    "void": _("Record of a declaration as void"),
    "erratum": _("Erratum"),
    "supersession": _("Record of a supersession"),
    "public_copy": _("Record of a public copy"),
    "withholding": _("Record of a withholding"),
}


def label(choices: type[Act | CouncilActKind | DocumentKind | FileRole], code: str) -> str:
    """The word for a code; a code that the list does not know is shown as plain words."""
    return str(dict(choices.choices).get(code, "")) or code.replace("_", " ").capitalize()


def kind(code: str) -> str:
    """The kind of signed document; beside the relationship, "Agreement" says enough."""
    return gettext("Agreement") if code == DocumentKind.AGREEMENT else label(DocumentKind, code)


def relationship(entry: Entry) -> str:
    """For instance "Sister county partnership", by what all sides are."""
    code = str(entry["relationship"])
    levels = {party["level"] for party in entry["parties"]}
    level = "county" if levels == {"county"} else "state" if levels and levels <= STATE_LEVELS else ""
    return str(BY_LEVEL.get((code, level)) or RELATIONSHIPS.get(code) or code.replace("_", " ").capitalize())


def title(entry: Entry) -> str:
    """What the paper is, as its heading."""
    return str(TITLES.get(entry["act"]) or label(Act, entry["act"]))


def day(text: str | None) -> str:
    """A date of the register as precise as it is: "10 October 1957", "October 1957", "1957"; "" for none."""
    return PartialDate.parse(text).in_words() if text else ""


def moment(text: str, time_zone: str) -> str:
    """A UTC time of the register on the association's clock, with the clock's name."""
    at = dt.datetime.fromisoformat(text).astimezone(ZoneInfo(time_zone))
    return f"{date_format(at, 'j F Y, H:i')} {at:%Z}"


def code_in_groups(code: str) -> str:
    """The short code as people copy it, in groups of four: "WGKM XNPQ X4"."""
    bare = code.replace("-", "")
    return " ".join(bare[n : n + 4] for n in range(0, len(bare), 4))


def place(party: Entry) -> str:
    """Where a community lies: subdivision, unless it is the community itself, and country."""
    subdivision = party["subdivision"] if party["subdivision"] != party["name"] else ""
    return ", ".join(part for part in (subdivision, str(country_name(party["country"]))) if part)


def signed_when(signature: Entry) -> str:
    """Place and date of a signature, honest about what the paper does not say."""
    at, on = signature.get("place") or "", day(signature.get("signed_on"))
    if on and at:
        return gettext("Signed in %(place)s, %(date)s") % {"place": at, "date": on}
    if on:
        return gettext("Signed %(date)s") % {"date": on}
    latest = day(signature.get("not_later_than"))
    if signature["date_reading"] == DateReading.UNREADABLE:
        why = gettext("the date cannot be read")
    else:
        why = gettext("not dated")
    first = gettext("Signed in %(place)s") % {"place": at} if at else gettext("Signed")
    parts = [first, why, gettext("not later than %(date)s") % {"date": latest} if latest else ""]
    return "; ".join(part for part in parts if part)


def signed_how(signature: Entry) -> str:
    """ "" for ink, else in which other way."""
    words = {Method.ELECTRONIC: gettext("electronically"), Method.VIDEO: gettext("by video, on a separate copy")}
    return words.get(signature["method"], "")


def language_name(code: str) -> str:
    """ "Japanese" for "ja"; the code itself where Django knows no name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def direction(code: str) -> str:
    """ "rtl" or "ltr", as HTML wants it."""
    is_arabic_script = "-arab" in code.lower()
    return "rtl" if is_arabic_script or code.lower().split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"
