"""What is known of a side that no letter of ours reaches."""

from directory.models import Committee, Community
from directory.querysets import CommitteeQuerySet
from sistercities.post.recipients import PostalAddress

from .models import SideLetter


def known_place(letter: SideLetter) -> PostalAddress:
    """Where the last letter to this community was posted; else where a committee of it is; else the name alone."""
    last = SideLetter.objects.gone_to(letter.party.community).exclude(mail__post_address="").first()
    if last:
        return last.mail.postal
    committee = _committees(letter.party.community).exclude(post_address="").first()
    return committee.postal if committee else letter.mail.postal


def known_email(community: Community) -> str:
    """Where the last letter to this community was mailed; else the address of a committee of it; else ""."""
    last = SideLetter.objects.gone_to(community).exclude(mail__to="").first()
    if last:
        return last.mail.to
    committee = _committees(community).exclude(email="").first()
    return committee.email if committee else ""


def _committees(community: Community) -> CommitteeQuerySet:
    return Committee.objects.filter(communities=community, dissolved_on=None).order_by("name", "pk")
