"""What the tests of the desk's pages about documents share."""

import re

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agreements.models import HandIn
from agreements.services.previews import fingerprint_of, make_preview


def address(route: str, hand_in: HandIn, *more: int) -> str:
    return reverse(route, args=[hand_in.pk, *more])


def text_of(response: HttpResponse) -> str:
    """The visible words of a page."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(words.split())


def hidden(response: HttpResponse, name: str) -> str:
    """The value of the first field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no field {name}"
    return found.group(1)


def with_preview(hand_in: HandIn) -> HandIn:
    """A reviewed document, the preview of its certificate made as a worker would."""
    make_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint_of(hand_in), now=timezone.now())
    return hand_in


def answers_of(response: HttpResponse) -> dict[str, list[str]]:
    """What a browser posts if somebody opens the page's form and saves it as it stands."""
    [form] = [form for form in html.fromstring(response.content).forms if "seen" in form.fields]
    answers: dict[str, list[str]] = {}
    for name, value in form.form_values():
        answers.setdefault(name, []).append(value)
    return answers
