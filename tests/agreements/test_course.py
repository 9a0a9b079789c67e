"""The course of an agreement as a table: acts in, states and the one answer out, on every surface."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.choices import Act
from agreements.models import RegistryEntry
from agreements.status import answer_for
from partnerships.models import Partnership, StatePeriod
from partnerships.services import add_state_claim
from sistercities.common.dates import PartialDate
from tests.later_acts import recorded_act
from tests.register_rows import quickly_recorded

pytestmark = pytest.mark.django_db
BEGAN = dt.date(1957, 10, 10)
Given = tuple[str, dict[str, Any]]

SUSPENDED: Given = (Act.SUSPENSION, {"effective_on": "2022-03-18", "condition": "until the war is over"})
LIFTED: Given = (Act.LIFTING, {"effective_on": "2024-05-01", "side": 1})
NOTICE: Given = (Act.TERMINATION, {"signed": "2026-10-01", "effective_on": "2990-12-31"})
ENDED: Given = (Act.TERMINATION, {"signed": "2023-01-10", "effective_on": "2023-04-10"})
RENEWED: Given = (Act.RENEWAL, {"signed": "2024-09-12"})
FIVE_YEARS: Given = (Act.RENEWAL, {"signed": "2019-02-13", "term_ends_on": "2024-02-12"})
FIVE_MORE: Given = (Act.RENEWAL, {"signed": "2024-02-01", "term_ends_on": "2029-02-12"})
LATE: Given = (Act.RENEWAL, {"signed": "2025-02-01", "term_ends_on": "2030-01-31"})

# What was recorded, then days with the state and what is said: code and whether it is in force.
COURSES: dict[str, tuple[list[Given], dict[str, tuple[str, str, bool | None]]]] = {
    "nothing but the founding act": ([], {"1957-10-10": ("active", "in_force", True)}),
    "suspended": (
        [SUSPENDED],
        {"2022-03-17": ("active", "in_force", True), "2022-03-18": ("suspended", "suspended", False)},
    ),
    "suspended and lifted": (
        [SUSPENDED, LIFTED],
        {"2024-04-30": ("suspended", "suspended", False), "2024-05-01": ("active", "in_force", True)},
    ),
    "suspended in a year, lifted in it": (
        [(Act.SUSPENSION, {"effective_on": "2022-03-18"}), (Act.LIFTING, {"effective_on": "2022"})],
        {"2022-03-17": ("active", "in_force", True), "2022-03-18": ("active", "in_force", True)},
    ),
    "notice with an end to come": (
        [NOTICE],
        {
            "2026-09-30": ("active", "in_force", True),
            "2026-10-01": ("active", "notice_given", True),
            "2990-12-30": ("active", "notice_given", True),
            "2990-12-31": ("ended", "ended", False),
        },
    ),
    "suspended, then notice": (
        [SUSPENDED, NOTICE],
        {"2026-11-22": ("suspended", "suspended", False), "2990-12-31": ("ended", "ended", False)},
    ),
    "notice taken back by a renewal": (
        [(Act.TERMINATION, {"signed": "2023-01-10", "effective_on": "2990-04-10"}), RENEWED],
        {"2990-04-10": ("active", "in_force", True)},
    ),
    "ended": ([ENDED], {"2023-04-09": ("active", "notice_given", True), "2023-04-10": ("ended", "ended", False)}),
    "ended in a year": (
        [(Act.TERMINATION, {"signed": "2023-01-10", "effective_on": "2023"})],
        {"2023-12-30": ("active", "notice_given", True), "2023-12-31": ("ended", "ended", False)},
    ),
    "ended, then renewed": (
        [ENDED, RENEWED],
        {"2024-09-11": ("ended", "ended", False), "2024-09-12": ("active", "in_force", True)},
    ),
    "a fixed term that ran out": (
        [FIVE_YEARS],
        {"2024-02-12": ("active", "in_force", True), "2024-02-13": ("term_ended", "term_ended", None)},
    ),
    "a fixed term renewed in time": (
        [FIVE_YEARS, FIVE_MORE],
        {"2024-02-13": ("active", "in_force", True), "2029-02-13": ("term_ended", "term_ended", None)},
    ),
    "the same, recorded the other way round": (
        [FIVE_MORE, FIVE_YEARS],
        {"2024-02-13": ("active", "in_force", True), "2029-02-13": ("term_ended", "term_ended", None)},
    ),
    "a fixed term renewed too late": (
        [FIVE_YEARS, LATE],
        {
            "2025-01-31": ("term_ended", "term_ended", None),
            "2025-02-01": ("active", "in_force", True),
            "2030-02-01": ("term_ended", "term_ended", None),
        },
    ),
    "a fixed term, then renewed for good": (
        [FIVE_YEARS, (Act.RENEWAL, {"signed": "2024-02-01"})],
        {"2990-01-01": ("active", "in_force", True)},
    ),
    "a term of an amendment": (
        [(Act.AMENDMENT, {"signed": "2020-05-04", "term_ends_on": "2025"})],
        {"2025-12-31": ("active", "in_force", True), "2026-01-01": ("term_ended", "term_ended", None)},
    ),
    "a change and a reaffirmation": (
        [(Act.AMENDMENT, {"signed": "2020-05-04"}), (Act.REAFFIRMATION, {"signed": "2021-05-04"})],
        {"2026-01-01": ("active", "in_force", True)},
    ),
    "suspended, then renewed": (
        [SUSPENDED, RENEWED],
        {"2024-09-11": ("suspended", "suspended", False), "2024-09-12": ("active", "in_force", True)},
    ),
    "suspended when its term ran out": (
        [FIVE_YEARS, SUSPENDED],
        {"2024-02-12": ("suspended", "suspended", False), "2024-02-13": ("term_ended", "term_ended", None)},
    ),
}


@pytest.fixture
def entry() -> RegistryEntry:
    """Signed on 10 October 1957."""
    return quickly_recorded()


def state_on(entry: RegistryEntry, day: dt.date) -> str:
    return Partnership.objects.with_state(day).get(pk=entry.partnership_id).state


@pytest.mark.parametrize("case", COURSES)
def test_the_state_of_every_day_follows_from_the_acts(entry: RegistryEntry, case: str) -> None:
    acts, days = COURSES[case]
    recorded = [recorded_act(entry, act, **dict(facts)) for act, facts in acts]
    found = {}
    for text in days:
        day = dt.date.fromisoformat(text)
        answers = {answer_for(one, on_date=day) for one in (entry, *recorded)}
        (answer,) = answers
        found[text] = (state_on(entry, day), answer.code, answer.in_force)
    assert found == days


SENTENCES = {
    "suspended": (
        [SUSPENDED],
        "2026-11-22",
        "Suspended since 18 March 2022 (by {home} alone; until the war is over), as far as this register knows.",
    ),
    "suspended in a month by the other side": (
        [(Act.SUSPENSION, {"effective_on": "2022-03", "side": 2})],
        "2026-11-22",
        "Suspended since March 2022 (by {partner} alone), as far as this register knows.",
    ),
    "notice": (
        [NOTICE],
        "2026-11-22",
        "In force; notice was given (by {home} alone) and it ends on 31 December 2990, as far as this register knows.",
    ),
    "both gave notice": (
        [(Act.TERMINATION, {"signed": "2023-01-10", "effective_on": "2990-05", "sides": [1, 2]})],
        "2026-11-22",
        "In force; notice was given (by {home} and {partner}) and it ends in May 2990, as far as this register knows.",
    ),
    "ended": ([ENDED], "2026-11-22", "Ended on 10 April 2023, as far as this register knows."),
    "term ended": (
        [FIVE_YEARS],
        "2026-11-22",
        "Its term ended on 12 February 2024 and no renewal is recorded, as far as this register knows.",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_answer_names_who_and_when(entry: RegistryEntry, case: str) -> None:
    acts, day, sentence = SENTENCES[case]
    for act, facts in acts:
        recorded_act(entry, act, **dict(facts))
    home, partner = (row.community.name for row in entry.partnership.parties.order_by("side"))
    answer = answer_for(entry, on_date=dt.date.fromisoformat(day))
    assert answer.sentence == sentence.format(home=home, partner=partner)


def test_every_period_names_the_act_that_made_it(entry: RegistryEntry) -> None:
    for act, facts in (SUSPENDED, LIFTED, NOTICE):
        recorded_act(entry, act, **facts)
    rows = StatePeriod.objects.filter(partnership=entry.partnership_id).order_by("days")
    periods = [(row.state, row.days.lower, row.days.upper, row.number) for row in rows]
    end = dt.date(2990, 12, 31)
    assert periods[-4:] == [
        ("active", BEGAN, dt.date(2022, 3, 18), entry.number),
        ("suspended", dt.date(2022, 3, 18), dt.date(2024, 5, 1), f"{entry.number}-1"),
        ("active", dt.date(2024, 5, 1), end, f"{entry.number}-2"),
        ("ended", end, None, f"{entry.number}-3"),
    ]


def says(entry: RegistryEntry, state: str, since: str, *, side: int = 1) -> None:
    add_state_claim(
        partnership=entry.partnership,
        state=state,
        since=PartialDate.parse(since),
        source="a letter",
        stated_on=dt.date(2026, 11, 22),
        party=entry.partnership.parties.get(side=side),
    )


STATEMENTS = {
    "dormant while suspended": ([SUSPENDED], "dormant", "2023-01-01", "2023-01-01", "suspended"),
    "active again while suspended": ([SUSPENDED], "active", "2023-01-01", "2023-01-01", "suspended"),
    "active again after the end": ([ENDED], "active", "2024-01-01", "2024-01-01", "ended"),
    "active again after the term": ([FIVE_YEARS], "active", "2025-01-01", "2025-01-01", "term_ended"),
    "dormant": ([], "dormant", "2023-01-01", "2023-01-01", "dormant"),
    "dormant, then both reaffirm it": (
        [(Act.REAFFIRMATION, {"signed": "2024-05-04"})],
        "dormant",
        "2023-01-01",
        "2024-05-04",
        "active",
    ),
    "dormant, then suspended": (
        [(Act.SUSPENSION, {"signed": "2024-05-04"})],
        "dormant",
        "2023",
        "2025-01-01",
        "suspended",
    ),
    "dormant, then suspended and lifted": (
        [(Act.SUSPENSION, {"signed": "2024-05-04"}), (Act.LIFTING, {"signed": "2024-06-04"})],
        "dormant",
        "2023",
        "2025-01-01",
        "active",
    ),
}


@pytest.mark.parametrize("case", STATEMENTS)
def test_a_statement_of_a_side_follows_only_what_it_is_about(entry: RegistryEntry, case: str) -> None:
    acts, state, since, day, expected = STATEMENTS[case]
    for act, facts in acts:
        recorded_act(entry, act, **dict(facts))
    says(entry, state, since)
    assert state_on(entry, dt.date.fromisoformat(day)) == expected


def test_a_dormant_one_under_notice_is_told_as_under_notice(entry: RegistryEntry) -> None:
    recorded_act(entry, *NOTICE[:1], **NOTICE[1])
    says(entry, "dormant", "2023-01-01")
    assert answer_for(entry, on_date=dt.date(2024, 1, 1)).code == "dormant"
    assert answer_for(entry, on_date=dt.date(2026, 11, 22)).code == "notice_given"


# Every surface


def test_every_surface_gives_the_same_answer_for_every_day(entry: RegistryEntry, client: Client) -> None:
    act = recorded_act(entry, SUSPENDED[0], **SUSPENDED[1])
    recorded_act(entry, NOTICE[0], **NOTICE[1])
    shared = ("2022-03-17", "2022-03-18", "2026-11-22", "2990-12-31")
    words = {"2022-03-17": "In force", "2022-03-18": "Suspended since", "2990-12-31": "Ended on 31 December 2990"}
    for text in shared:
        answer = answer_for(entry, on_date=dt.date.fromisoformat(text))
        assert answer.sentence.startswith(words.get(text, "Suspended since"))
        for page in (entry.get_absolute_url(), act.get_absolute_url(), entry.partnership.get_absolute_url()):
            assert answer.sentence in client.get(page, {"as_of": text}).content.decode(), (page, text)
        code = reverse("verify_code", args=[entry.code])
        assert answer.sentence in client.get(code, {"as_of": text}).content.decode()
        said = client.get(reverse("registry_entry_json", args=[entry.number]), {"as_of": text}).json()["as_of"]
        assert said == {
            "day": text,
            "status": answer.sentence,
            "status_code": answer.code,
            "in_force": answer.in_force,
        }


def test_without_a_day_the_answer_for_machines_is_about_today_alone(entry: RegistryEntry, client: Client) -> None:
    said = client.get(reverse("registry_entry_json", args=[entry.number])).json()
    assert "as_of" not in said
    assert said["status_code"] == "in_force"


def test_what_is_no_day_is_not_taken(entry: RegistryEntry, client: Client) -> None:
    pages = [entry.get_absolute_url(), entry.partnership.get_absolute_url(), reverse("verify_code", args=[entry.code])]
    for page in pages:
        assert client.get(page, {"as_of": "yesterday"}).status_code == 400
    answer = client.get(reverse("registry_entry_json", args=[entry.number]), {"as_of": "2022-02-30"})
    assert (answer.status_code, answer.json()) == (400, {"error": "as_of takes a day as YYYY-MM-DD."})
