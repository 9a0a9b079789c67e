"""What an act does, in words: read from its canonical text, for pages, certificate and letters alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from sistercities.common.dates import PartialDate

from .choices import BOTH_SIDES, ONE_SIDE, Act
from .models import HandIn

Content = Mapping[str, Any]
# Acts of which the sentence names the number alone.
BY_NUMBER = (Act.LIFTING, Act.TERMINATION, Act.ERRATUM, Act.PUBLIC_COPY, Act.WITHHOLDING)


@dataclass(frozen=True)
class Signed:
    """Who signed for one side, each by name and title as on the day."""

    side: int
    name: str
    people: Sequence[str]


def when(day: PartialDate) -> str:
    """ "on 4 May 2022", "in May 2022", "in 2022"."""
    words = _("on %(day)s") if day.precision == "day" else _("in %(day)s")
    return words % {"day": day.in_words()}


def who_acts(content: Content) -> str:
    """ "Norfolk alone", "Norfolk and Kitakyushu", "the association"; "" while the acting side is not said."""
    names = {party["side"]: party["name"] for party in content["parties"]}
    if content["act"] in BOTH_SIDES:
        return get_text_list(list(names.values()), _("and"))
    if content["act"] not in ONE_SIDE:
        return _("the association")
    acting = content.get("acting_side")
    if acting is None:
        return ""
    signed = [acting, *sorted({row["side"] for row in content["signatures"]} - {acting})]
    if len(signed) == 1:
        return _("%(side)s alone") % {"side": names[acting]}
    return get_text_list([names[side] for side in signed], _("and"))


def by_whom(content: Content) -> str:
    """ "by Norfolk alone"; "" while the acting side is not said."""
    who = who_acts(content)
    return _("by %(who)s") % {"who": who} if who else ""


def deed(content: Content) -> str:
    """The act in a sentence: "Suspended by Norfolk alone on 4 May 2022." "" for a founding act."""
    sentences = {
        Act.AMENDMENT: _("%(of)s was changed %(by)s."),
        Act.RENEWAL: _("%(of)s was renewed %(by)s."),
        Act.REAFFIRMATION: _("%(of)s was reaffirmed %(by)s."),
        Act.SUSPENSION: _("%(of)s was suspended %(by)s."),
        Act.LIFTING: _("The suspension of %(of)s was lifted %(by)s."),
        Act.TERMINATION: _("Notice of the end of %(of)s was given %(by)s."),
        Act.VOID: _("%(of)s was declared void %(by)s."),
        Act.ERRATUM: _("A mistake in the record %(of)s was put right %(by)s."),
        Act.SUPERSESSION: _("%(of)s was marked as replaced by %(successor)s."),
        Act.PUBLIC_COPY: _("A public copy of a file of %(of)s was made %(by)s."),
        Act.WITHHOLDING: _("A file of %(of)s was withheld %(by)s."),
    }
    sentence = sentences.get(content["act"])
    if sentence is None:
        return ""
    agreement = _("The agreement %(of)s") % {"of": content["of"]} if content["of"] else _("The agreement")
    of = content["of"] if content["act"] in BY_NUMBER else agreement
    order = content.get("destroyed_by_order_of", "")
    if order:
        sentence = _("A file of %(of)s was withheld %(by)s and destroyed by order of %(order)s.")
    facts = {"of": of, "by": by_whom(content) or _("by one side"), "successor": content.get("successor", "")}
    return sentence % {**facts, "order": order}


def signed_for(content: Content) -> list[Signed]:
    """Who signed, by side; sides without a signature are left out. Of two papers that one person signed, once."""
    found = []
    for party in content["parties"]:
        rows = [row for row in content["signatures"] if row["side"] == party["side"]]
        people = [", ".join(part for part in (row["name"], row["title"]) if part) for row in rows]
        if people:
            found.append(Signed(party["side"], party["name"], list(dict.fromkeys(people))))
    return found


def named_act(hand_in: HandIn) -> str:
    """A later act and whose it is: "Suspension by Norfolk", "Renewal"; "" for a founding one."""
    if hand_in.act == Act.FOUNDING:
        return ""
    if hand_in.acting_party is None:
        return hand_in.get_act_display()
    facts = {"act": hand_in.get_act_display(), "side": hand_in.acting_party.community.name}
    return _("%(act)s by %(side)s") % facts


def title_with_act(hand_in: HandIn) -> str:
    """The sides and, of a later paper, what it does: "Seattle – Kobe: Suspension by Seattle"."""
    title, act = str(hand_in.partnership), named_act(hand_in)
    return f"{title}: {act}" if act else title


def particulars(content: Content) -> list[tuple[str, str]]:
    """What the act says beside its signatures: rows of a label and its words."""
    return [(str(label), words) for label, words in _particulars(content) if words]


def _particulars(content: Content) -> Iterable[tuple[str, str]]:
    act = content["act"]
    labels = {
        Act.SUSPENSION: _("Suspended from"),
        Act.LIFTING: _("Lifted from"),
        Act.TERMINATION: _("Ends on"),
        Act.ERRATUM: _("Found on"),
        Act.SUPERSESSION: _("Replaced from"),
    }
    yield labels.get(act, _("Decided on")), _day(content.get("effective_on"))
    yield _("In the words of the paper"), content.get("effective_words", "")
    yield _("Condition"), content.get("condition", "")
    yield _("Fixed term until"), _day(content.get("term_ends_on"))
    yield _("Replaced by"), content.get("successor", "")
    yield _("File, by its fingerprint"), content.get("about_file", "")
    yield _("Public copy, by its fingerprint"), content.get("public_copy_sha256", "")
    yield _("What is blacked out"), content.get("public_copy_reason", "")
    yield _("Destroyed by order of"), content.get("destroyed_by_order_of", "")
    yield _("Day of the order"), _day(content.get("ordered_on"))
    yield _("What is wrong"), content.get("wrong", "")
    yield _("What is right"), content.get("right", "")


def _day(text: str | None) -> str:
    return PartialDate.parse(text).in_words() if text else ""
