"""How somebody answers a letter about a document: one rule for all letters.

Who handed a document in through the portal answers there. What staff typed for others came from people who may have no
login: they answer by post, e-mail or phone, and name the reference number.
"""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.models import HandIn
from sistercities.association.models import AssociationSettings
from sistercities.association.selectors import current_association


def in_one_line(association: AssociationSettings) -> str:
    """The postal address."""
    return ", ".join(line.strip() for line in association.post_address.splitlines() if line.strip())


def how_to_answer(hand_in: HandIn) -> str:
    """What to do about what a letter names."""
    if hand_in.on_behalf:
        return _(
            "Tell us what is named above, or send it to us, %(ways)s. Name the reference %(reference)s. We put it into "
            "the document for you."
        ) % {"ways": _ways(), "reference": hand_in.reference}
    return _(
        "Open the document in the portal, change what is named above, and hand it in again. Everything that you typed "
        "and all files are still there."
    )


def how_to_object(hand_in: HandIn) -> str:
    """What to do against a decision that is thought to be a mistake."""
    said = {"ways": _ways(), "reference": hand_in.reference}
    return _("If you think that this is a mistake, tell us, %(ways)s. Name the reference %(reference)s.") % said


def how_to_add_signature(hand_in: HandIn) -> str:
    """What to do with the signature for which a document waits."""
    if hand_in.on_behalf:
        said = {"ways": _ways(), "reference": hand_in.reference}
        return _("When you have it, send it to us, %(ways)s. Name the reference %(reference)s.") % said
    return _("When you have it, tell us. We send the document back to you, you add the signature and hand it in again.")


def _ways() -> str:
    association = current_association()
    ways = [
        _("by post to %(address)s") % {"address": f"{association.name}, {in_one_line(association)}"}
        if association.post_address
        else "",
        _("by e-mail to %(address)s") % {"address": association.email} if association.email else "",
        _("by phone at %(number)s") % {"number": association.phone} if association.phone else "",
    ]
    return get_text_list([way for way in ways if way], _("or"))
