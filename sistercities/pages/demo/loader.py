"""Load the demonstration once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from directory.services import open_silence
from sistercities.accounts.models import User
from sistercities.association.models import AssociationSettings, Policy
from sistercities.common.history import by_command

from .acts import call_dormant, take_act
from .checks import look_up
from .decisions import decide_about_records
from .earlier import list_earlier
from .letters import send_letters_to_sides
from .papers import Journey, start_draft, take
from .people import LOGINS, add_people, add_seats
from .places import add_committees, add_communities, add_partnerships
from .questions import ask
from .tables import table

COMMAND = "load_demo"
# Before that day nobody asked a designee for a letter.
LETTERS_SINCE = dt.date(1990, 1, 1)
# Nobody of its committee answers; the notice runs.
UNANSWERED = "Fountain Hills"


def is_loaded() -> bool:
    return User.objects.filter(email=LOGINS[0].email).exists()


@transaction.atomic
def load(*, now: dt.datetime) -> None:
    """People, places, partnerships and documents; all or nothing. Dates lie before `now`."""
    today = timezone.localdate(now)
    since = today - dt.timedelta(days=400)
    with by_command(COMMAND):
        add_association()
        people = add_people(since=since)
        places = add_communities()
        committees = add_committees(places, today=today)
        add_seats(people, since=since)
        pairs = add_partnerships(places, committees)
        look_up(places, by=people["reviewer"], now=now - dt.timedelta(days=45))
        list_earlier(places, people, now=now)
    with by_command(COMMAND):
        open_silence(
            committee=committees[UNANSWERED],
            reason="Demonstration: two letters came back, and nobody answers the phone.",
            by=people["registrar"],
            now=now - dt.timedelta(days=9),
        )
    for row in table("documents"):
        home, partner = row["home"], row["partner"]
        with by_command(COMMAND):
            take(Journey(row, pairs[home, partner], committees[home], people, now))
    for row in table("acts"):
        with by_command(COMMAND):
            take_act(row, pairs[row["home"], row["partner"]], committees[row["home"]], people, now=now)
    with by_command(COMMAND):
        decide_about_records(pairs, people, now=now)
        call_dormant(pairs["San Bernardino", "Herzliya"], people, now=now)
        send_letters_to_sides(people, now=now)
        start_draft(committee=committees["Seattle"], by=people["committee"], now=now - dt.timedelta(days=1))
        ask(people, committees["Seattle"], pairs["Seattle", "Tashkent"], now=now)


def add_association() -> None:
    """The association of the demonstration, with addresses that lead nowhere, and its policy for old papers."""
    Policy.objects.update_or_create(pk=1, defaults={"designee_letters_since": LETTERS_SINCE})
    AssociationSettings.objects.update_or_create(
        pk=1,
        defaults={
            "name": "National Sister Cities Association",
            "motto": "Connect globally, thrive locally",
            "email": "info@demo.example",
            "phone": "+1 202 555 0100",
            "post_address": "1 Demonstration Square\nWashington, DC 20001",
            "website": "https://demo.example/",
            "membership_url": "https://demo.example/membership/",
            "donate_url": "https://demo.example/donate/",
            "social_links": [["Facebook", "https://demo.example/facebook/"]],
        },
    )
