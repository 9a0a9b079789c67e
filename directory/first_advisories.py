"""The state laws that a new installation knows. Staff keep the list afterwards; it is never written again."""

import datetime as dt
from typing import Any

from django.db import models

FIRST: tuple[dict[str, Any], ...] = (
    {
        "state": "US-TX",
        "state_name": "Texas",
        "countries": ["CN", "IR", "KP", "RU"],
        "titles": {"en": "Texas Government Code, chapter 795"},
        "texts": {
            "en": "In force since 1 September 2025. A Texas governmental entity may not establish, maintain or renew a "
            "sister city agreement with a community of a country that the chapter counts as a foreign adversary: "
            "China, Iran, North Korea or Russia. Recognition by a national association is part of how the chapter "
            "defines such an agreement. Ask the attorney of the community before signing or recording. This is our "
            "summary, not legal advice."
        },
        "source_url": "https://statutes.capitol.texas.gov/Docs/GV/htm/GV.795.htm",
        "in_force_from": dt.date(2025, 9, 1),
    },
    {
        "state": "US-IN",
        "state_name": "Indiana",
        "countries": ["CN", "CU", "IR", "KP", "RU", "VE"],
        "titles": {"en": "Indiana House Enrolled Act 1120 (2024)"},
        "texts": {
            "en": "In force since 1 July 2024. The act restricts sister city agreements of Indiana communities with "
            "communities in China, Cuba, Iran, North Korea, Russia and Venezuela. Whether it reaches agreements made "
            "before that day is disputed. Ask the attorney of the community before signing or recording. This is our "
            "summary, not legal advice."
        },
        "source_url": "https://indianaeconomicdigest.net/Content/Most-Recent/DeKalb/Article/"
        "Indiana-bans-sister-city-agreements-with-foreign-adversaries-/31/170/116113",
        "in_force_from": dt.date(2024, 7, 1),
    },
)


def load_first_advisories(*, model: type[models.Model]) -> None:
    """Add the advisories that are missing by state and first day; what is there stays as staff left it.

    The model is given, because a migration has its own.
    """
    for facts in FIRST:
        known = {name: facts[name] for name in ("state", "in_force_from")}
        model._default_manager.get_or_create(**known, defaults=facts)
