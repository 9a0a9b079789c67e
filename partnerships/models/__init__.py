"""Partnerships, their sides, the way through the stages, and what is known about them through time."""

from .evidence import Confirmation, DateClaim, EarlierRecognition, StateClaim, StatePeriod
from .partnerships import Partnership, Party, StageChange
from .side_letters import SideLetter

__all__ = [
    "Confirmation",
    "DateClaim",
    "EarlierRecognition",
    "Partnership",
    "Party",
    "SideLetter",
    "StageChange",
    "StateClaim",
    "StatePeriod",
]
