"""One sentence that counts: its parts add up to the total for any filter, and each part opens exactly its rows."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from partnerships.counting import count_community, count_list
from partnerships.models import Confirmation, Partnership
from partnerships.services import add_state_claim
from partnerships.stages import State
from tests.factories import CommunityFactory, PartnerCommunityFactory, PartnershipFactory
from tests.partnerships.test_filters import TODAY, filtered

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> None:
    """One of each: confirmed lately, confirmed long ago, never; and every other state; counties and a third side."""
    seattle = CommunityFactory(name="Seattle", subdivision_name="Washington")
    for n, day in enumerate([dt.date(2026, 3, 1), dt.date(2024, 3, 1), None]):
        row = PartnershipFactory(communities=[seattle, PartnerCommunityFactory(name=f"Active {n}")])
        if day:
            Confirmation.objects.create(party=row.parties.get(side=2), confirmed_on=day)
    PartnershipFactory(
        communities=[seattle, PartnerCommunityFactory(name="Listed", country="DE")],
        state=State.NOT_CONFIRMED,
        since=None,
    )
    county = CommunityFactory(name="Grant County", level="county", subdivision_name="Washington")
    PartnershipFactory(communities=[county, PartnerCommunityFactory(name="Komaki")], state=State.DORMANT)
    three = [CommunityFactory(name="Boring"), *(PartnerCommunityFactory(country=code) for code in ("GB", "AU"))]
    for state in (State.SUSPENDED, State.TERM_ENDED, State.ENDED, State.SUPERSEDED, State.VOID):
        sides = three if state == State.ENDED else [seattle, PartnerCommunityFactory(country="FR")]
        row = PartnershipFactory(communities=sides, since="1990")
        add_state_claim(partnership=row, state=state, source="the council", stated_on=dt.date(2020, 5, 1))


QUERIES = [
    "",
    "country=JP",
    "country=US&place=US:Washington",
    "state=active",
    "q=seattle",
    "between=regions",
    "q=nowhere",
]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "query", [*QUERIES, "confirmed=older", "decade=1990s", "country=US&state=ended", "kind=sister"]
)
def test_the_parts_add_up_and_each_opens_its_rows(query: str) -> None:
    counted = count_list(filtered(query))

    assert sum(part.number for part in counted.parts) == counted.total == filtered(query).qs.count()
    for part in [*counted.parts, counted.recorded, *([counted.regional] if counted.regional else [])]:
        assert filtered(part.query).qs.count() == part.number, part


@pytest.mark.usefixtures("rows")
def test_the_sentence_says_all_of_it() -> None:
    assert count_list(filtered("")).sentence == (
        "10 partnerships. 1 active and confirmed in the last 12 months; 2 active, not confirmed in the last 12 months; "
        "1 not confirmed; 1 dormant; 1 suspended; 1 whose agreed term has ended; 1 ended; "
        "1 replaced by another agreement; 1 void. 1 is a tie of a county, state, prefecture or the like. "
        "The signed documents of 0 are on the register. 22 November 2026."
    )
    assert count_list(filtered("country=DE")).sentence == (
        "Germany: 1 partnership. 1 not confirmed. The signed documents of 0 are on the register. 22 November 2026."
    )


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("country=US&place=US:Washington", "Washington, United States"),
        ("place=US:Washington", "Washington, United States"),
        ("q=seattle&country=DE", "“seattle”, Germany"),
        ("confirmed=older", "Not confirmed in the last 12 months"),
        ("confirmed=recent", "Confirmed in the last 12 months"),
        ("decade=1990s", "Begun in the 1990s"),
        ("country=JP&kind=sister", "Japan, Sister cities"),
    ],
)
def test_its_subject_can_be_read_without_the_names_of_the_filters(query: str, subject: str) -> None:
    assert count_list(filtered(query)).subject == subject


@pytest.mark.usefixtures("rows")
def test_a_partnership_of_three_counts_once() -> None:
    assert count_list(filtered("country=GB")).total == 1
    assert count_list(filtered("state=ended")).total == 1


@pytest.mark.usefixtures("rows")
def test_an_imported_row_without_a_state_is_not_confirmed() -> None:
    words = [str(part) for part in count_list(filtered("country=DE")).parts]

    assert words == ["1 not confirmed"]


@pytest.mark.usefixtures("rows")
def test_a_page_opens_with_the_sentence_and_gives_it_to_copy(client: Client) -> None:
    page = client.get(reverse("partnership_list"), {"country": "DE"}).content.decode()

    assert 'href="?country=DE&amp;state=not_confirmed" rel="nofollow">1</a> not confirmed' in page
    assert "Germany: 1 partnership. 1 not confirmed." in page.partition("<textarea")[2]
    assert f"{reverse('partnership_list')}?country=DE</textarea>" in page
    assert "What these words mean" in page


@pytest.mark.usefixtures("rows")
def test_a_community_opens_with_its_own_sentence(client: Client) -> None:
    row = Partnership.objects.get(parties__community__name="Komaki")
    komaki = row.parties.get(side=2).community
    counted = count_community(komaki, Partnership.objects.filter(pk=row.pk).for_list(TODAY), on_date=TODAY)

    assert counted.sentence.startswith("Komaki: 1 partnership. 1 dormant. 1 is a tie of a county")
    page = client.get(komaki.get_absolute_url()).content.decode()
    address = f"{reverse('partnership_list')}?community={komaki.slug}"
    assert f'href="{address}&amp;state=dormant" rel="nofollow">1</a> dormant' in page
    assert [found.pk for found in client.get(address).context["page"]] == [row.pk]


@pytest.mark.parametrize("n", [1, 3])
def test_counting_costs_one_query(n: int, django_assert_num_queries) -> None:
    for _n in range(n):
        PartnershipFactory()
    listed = filtered("")

    with django_assert_num_queries(1):
        count_list(listed)
