"""Communities, the committees that look after them, the people who hold seats, and what staff look up about sides."""

from .authority import LawAdvisory, RealityCheck
from .changes import Handover, Silence
from .committees import Committee, Invitation, Membership, Seat
from .communities import Community, CommunityName, OfficeHolder
from .gazetteer import Place, PlaceName
from .lists import ListImport, ListLine
from .on_behalf import OnBehalf, OnBehalfDeed

__all__ = [
    "Committee",
    "Community",
    "CommunityName",
    "Handover",
    "Invitation",
    "LawAdvisory",
    "ListImport",
    "ListLine",
    "Membership",
    "OfficeHolder",
    "OnBehalf",
    "OnBehalfDeed",
    "Place",
    "PlaceName",
    "RealityCheck",
    "Seat",
    "Silence",
]
