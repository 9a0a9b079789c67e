"""Verbs that change the directory."""

from .committees import add_committee, direct_committee_letters
from .communities import add_community, propose_community, remove_proposed_community
from .invitations import (
    InvitationRefused,
    accept_invitation,
    invite,
    join_by_invitation,
    renew_invitation,
    withdraw_invitation,
)
from .seats import SeatRefused, change_role, end_seat, give_seat

__all__ = [
    "InvitationRefused",
    "SeatRefused",
    "accept_invitation",
    "add_committee",
    "add_community",
    "change_role",
    "direct_committee_letters",
    "end_seat",
    "give_seat",
    "invite",
    "join_by_invitation",
    "propose_community",
    "remove_proposed_community",
    "renew_invitation",
    "withdraw_invitation",
]
