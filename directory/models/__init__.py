"""Communities, the committees that look after them, and the people who hold seats."""

from .committees import Committee, Invitation, Membership, Seat
from .communities import Community, CommunityName, OfficeHolder

__all__ = ["Committee", "Community", "CommunityName", "Invitation", "Membership", "OfficeHolder", "Seat"]
