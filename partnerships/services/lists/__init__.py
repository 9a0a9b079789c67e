"""Lists of partnerships that are brought in: what a line says, what it adds, and how it is taken back."""

from .keeping import PartnershipKeeper
from .rows import LIST_NAME
from .taking_back import take_back

__all__ = ["LIST_NAME", "PartnershipKeeper", "take_back"]
