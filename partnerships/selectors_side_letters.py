"""What is known of a side that no letter of ours reaches."""

from directory.models import Community
from sistercities.post.recipients import PostalAddress

from .models import SideLetter


def known_place(letter: SideLetter) -> PostalAddress:
    """Where the last letter to this community was posted; else the name on the letter alone."""
    last = SideLetter.objects.gone_to(letter.party.community).exclude(mail__post_address="").first()
    return last.mail.postal if last else letter.mail.postal


def known_email(community: Community) -> str:
    """Where the last letter to this community was mailed; "" if none was."""
    last = SideLetter.objects.gone_to(community).exclude(mail__to="").first()
    return last.mail.to if last else ""
