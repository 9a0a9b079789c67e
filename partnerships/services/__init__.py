"""Verbs that change partnerships."""

from .confirmations import confirm_by_committee
from .earlier import EarlierRefused, confirm_lines, enter_line, remove_line
from .partnerships import add_partnership, move_to_programs, remove_proposed_partnership, set_kind
from .side_letters import TellRefused, hand_over, open_side_letter, send_side_letter, tell_me
from .statements import StatementRefused, can_state, state_by_side
from .states import add_state_claim, register_state_source, rewrite_state_periods

__all__ = [
    "EarlierRefused",
    "StatementRefused",
    "TellRefused",
    "add_partnership",
    "add_state_claim",
    "can_state",
    "confirm_by_committee",
    "confirm_lines",
    "enter_line",
    "hand_over",
    "move_to_programs",
    "open_side_letter",
    "register_state_source",
    "remove_line",
    "remove_proposed_partnership",
    "rewrite_state_periods",
    "send_side_letter",
    "set_kind",
    "state_by_side",
    "tell_me",
]
