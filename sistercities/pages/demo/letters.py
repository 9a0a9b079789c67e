"""Letters to sides on which nobody has a seat: most of them have gone, some wait on the desk."""

import datetime as dt
from collections.abc import Mapping

from partnerships.models import SideLetter
from partnerships.services import send_side_letter
from sistercities.accounts.models import User
from sistercities.post.recipients import PostalAddress

# What the desk has still to find a way for; and where nobody reads e-mail. No address leads anywhere.
WAIT_FOR = ("Herzliya", "Vitoria-Gasteiz")
BY_POST = "Somoto"


def send_letters_to_sides(people: Mapping[str, User], *, now: dt.datetime) -> None:
    """By e-mail to addresses of the demonstration, to one community by post."""
    for letter in SideLetter.objects.waiting().for_list().exclude(party__community__name__in=WAIT_FOR):
        place = letter.party.community
        by_post = PostalAddress(letter.mail.post_name, "1 Demonstration Street", str(place.country))
        to = by_post if place.name == BY_POST else f"letters@{place.slug}.demo.example"
        send_side_letter(letter_id=letter.pk, to=to, by=people["reviewer"], now=now)
