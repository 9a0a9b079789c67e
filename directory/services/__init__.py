"""Verbs that change the directory."""

from .committees import add_committee, direct_committee_letters
from .communities import add_community, propose_community, remove_proposed_community
from .dissolving import DissolutionRefused, dissolve_committee
from .handovers import Asked, start_handover
from .invitations import (
    InvitationRefused,
    accept_invitation,
    invite,
    join_by_invitation,
    renew_invitation,
    withdraw_invitation,
)
from .seats import SeatRefused, change_role, end_seat, give_seat
from .silences import SilenceRefused, answer_by_link, answer_by_seat, note_answer, open_silence

__all__ = [
    "Asked",
    "DissolutionRefused",
    "InvitationRefused",
    "SeatRefused",
    "SilenceRefused",
    "accept_invitation",
    "add_committee",
    "add_community",
    "answer_by_link",
    "answer_by_seat",
    "change_role",
    "direct_committee_letters",
    "dissolve_committee",
    "end_seat",
    "give_seat",
    "invite",
    "join_by_invitation",
    "note_answer",
    "open_silence",
    "propose_community",
    "remove_proposed_community",
    "renew_invitation",
    "start_handover",
    "withdraw_invitation",
]
