"""Communities, the committees that look after them, and the people who hold seats."""

from .communities import Community, CommunityName, OfficeHolder
from .committees import Committee, Invitation, Membership, Seat

__all__ = ["Committee", "Community", "CommunityName", "Invitation", "Membership", "OfficeHolder", "Seat"]
