"""Dates as claims, and what a page says of the state."""

import datetime as dt

import pytest

from partnerships.models import Confirmation, DateClaim, Partnership
from partnerships.selectors import partnership_facts, stage_rail, today_sentence
from partnerships.services import add_state_claim
from partnerships.stages import ClaimKind, SourceRank, Stage, State
from partnerships.templatetags.partnerships import sides_of
from partnerships.wording import ON_A_DAY, SENTENCES, STAGES, state_sentence
from sistercities.common.dates import PartialDate
from tests.factories import CommunityFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def claim(partnership, value, kind=ClaimKind.SIGNED, rank=SourceRank.PRESS, **facts):
    facts.setdefault("source", "a newspaper")
    return DateClaim.objects.create(
        partnership=partnership, kind=kind, value=PartialDate.parse(value), rank=rank, **facts
    )


def test_the_better_source_is_preferred_and_the_other_is_shown_as_disagreeing():
    partnership = PartnershipFactory()
    wiki = claim(partnership, "1957-06", rank=SourceRank.WIKI, source="an encyclopedia")
    paper = claim(partnership, "1957-10-10", rank=SourceRank.SIGNED_DOCUMENT, source="the paper")
    year = claim(partnership, "1957", rank=SourceRank.PRESS)
    (group,) = partnership_facts(partnership, on_date=TODAY).claims
    assert (group.preferred, group.agreeing, group.others) == (paper, [year], [wiki])


def test_claims_of_two_sides_about_their_own_signing_do_not_disagree():
    partnership = PartnershipFactory()
    home, partner = partnership.parties.order_by("side")
    here = claim(partnership, "2019-02-13", party=home)
    there = claim(partnership, "2019-09-28", party=partner)
    groups = partnership_facts(partnership, on_date=TODAY).claims
    assert [(group.preferred, group.others) for group in groups] == [(here, []), (there, [])]


def test_a_vague_since_agrees_or_disagrees_with_the_signing():
    partnership = PartnershipFactory()
    signed = claim(partnership, "1961-06-15", rank=SourceRank.PARTNER_GOVERNMENT)
    vague = claim(partnership, "1961", kind=ClaimKind.SINCE, source="a list")
    wrong = claim(partnership, "1963", kind=ClaimKind.SINCE, source="another list")
    vote = claim(partnership, "1960", kind=ClaimKind.COUNCIL_VOTE)
    groups = partnership_facts(partnership, on_date=TODAY).claims
    assert [(group.preferred, group.agreeing, group.others) for group in groups] == [
        (vote, [], []),
        (signed, [vague], [wrong]),
    ]


def test_the_beginning_is_the_signing_not_the_council_vote():
    partnership = PartnershipFactory(since="1990")
    claim(partnership, "1988-05-11", kind=ClaimKind.COUNCIL_VOTE, rank=SourceRank.COUNCIL_RECORD)
    claim(partnership, "1988-10-11", kind=ClaimKind.SIGNED, rank=SourceRank.LOCAL_ORGANISATION)
    assert str(partnership_facts(partnership, on_date=TODAY).began) == "1988-10-11"


def test_without_claims_the_first_state_tells_the_beginning():
    assert str(partnership_facts(PartnershipFactory(since="1973"), on_date=TODAY).began) == "1973"
    assert partnership_facts(PartnershipFactory(since=None), on_date=TODAY).began is None


def test_the_page_gives_one_year_for_the_beginning_and_for_its_first_state():
    partnership = PartnershipFactory(since="1961-06-15")
    claim(partnership, "1963", kind=ClaimKind.SINCE, rank=SourceRank.LOCAL_ORGANISATION)
    claim(partnership, "1961-06-15", kind=ClaimKind.SINCE, rank=SourceRank.PRESS, source="another paper")
    facts = partnership_facts(partnership, on_date=TODAY)
    assert str(facts.began) == str(facts.state_since) == "1963"
    add_state_claim(
        partnership=partnership, state=State.DORMANT, source="the city", stated_on=TODAY, since=PartialDate(2019)
    )
    facts = partnership_facts(partnership, on_date=TODAY)
    assert (str(facts.began), str(facts.state_since)) == ("1963", "2019")


def test_the_day_in_one_sentence():
    partnership = PartnershipFactory()
    Confirmation.objects.create(party=partnership.parties.get(side=2), confirmed_on=dt.date(2026, 3, 3))
    row = Partnership.objects.for_list(TODAY).get()
    partner = row.sides[1].community.name
    sentence = today_sentence(row, partnership_facts(row, on_date=TODAY))
    assert sentence == f"Active since 1957; confirmed by {partner} on 3 March 2026."


def test_each_source_stands_once_with_the_day_it_was_last_read():
    partnership = PartnershipFactory(state=None)
    for day in (dt.date(2020, 5, 1), dt.date(2024, 5, 1)):
        add_state_claim(partnership=partnership, state=State.ACTIVE, source="the directory", stated_on=day)
    claim(partnership, "1957", source="a newspaper")
    sources = partnership_facts(partnership, on_date=TODAY).sources
    assert [(source.name, source.read_on) for source in sources] == [
        ("a newspaper", None),
        ("the directory", dt.date(2024, 5, 1)),
    ]


@pytest.mark.parametrize(("confirmed_on", "is_old"), [(dt.date(2025, 11, 22), True), (dt.date(2025, 11, 23), False)])
def test_a_confirmation_is_old_after_a_year(confirmed_on, is_old):
    partnership = PartnershipFactory()
    Confirmation.objects.create(party=partnership.parties.get(side=2), confirmed_on=confirmed_on)
    facts = partnership_facts(partnership, on_date=TODAY)
    assert (facts.last_confirmed.confirmed_on, facts.is_confirmation_old) == (confirmed_on, is_old)


def test_facts_cost_the_same_for_any_number_of_claims(django_assert_num_queries):
    few, many = PartnershipFactory(), PartnershipFactory()
    claim(few, "1957")
    for year in ("1957", "1958", "1959"):
        claim(many, year, party=many.parties.get(side=1))
    for partnership in (few, many):
        with django_assert_num_queries(5):
            partnership_facts(partnership, on_date=TODAY)


def test_every_state_has_a_sentence_with_and_without_a_date():
    assert set(SENTENCES) == set(State)
    for state in State:
        with_year = state_sentence(state, PartialDate(1957))
        assert "1957" in with_year
        assert "1957" not in state_sentence(state, None)
    assert set(STAGES) == set(Stage)


def test_a_day_reads_as_a_day():
    assert state_sentence(State.ENDED, PartialDate(2022, 5, 4)) == "Ended on 4 May 2022"
    assert state_sentence(State.ENDED, PartialDate(2022)) == "Ended in 2022"
    assert state_sentence(State.ACTIVE, PartialDate(1957, 10)) == "Active since October 1957"
    assert set(ON_A_DAY) <= set(SENTENCES)


def test_sides_stand_in_a_line_everywhere_alike():
    partnership = PartnershipFactory(communities=[CommunityFactory(name=name) for name in ("Boring", "Dull", "Bland")])
    assert str(partnership) == "Boring – Dull – Bland"
    assert sides_of(Partnership.objects.with_parties().get()) == "Boring – Dull – Bland"


@pytest.mark.parametrize(
    ("state", "since", "sentence"),
    [
        (State.ENDED, "2022", "Ended in 2022; it began in 1997."),
        (State.ENDED, "2022-05-04", "Ended on 4 May 2022; it began in 1997."),
        (State.SUSPENDED, "2022-03", "Suspended since March 2022; it began in 1997."),
        (State.DORMANT, "2015", "Dormant since 2015; it began in 1997."),
        (State.ENDED, None, "Ended; it began in 1997."),
        (State.ACTIVE, "1998", "Active since 1997."),
        (State.NOT_CONFIRMED, "1998", "Not confirmed; a source lists it since 1997."),
        (State.NOT_CONFIRMED, None, "Not confirmed; a source lists it."),
    ],
)
def test_the_sentence_gives_the_date_of_the_state_and_the_beginning(state, since, sentence):
    partnership = PartnershipFactory(state=state, since=since)
    claim(partnership, "1997", kind=ClaimKind.SINCE)
    row = Partnership.objects.for_list(TODAY).get()
    assert today_sentence(row, partnership_facts(row, on_date=TODAY)) == sentence


def test_what_was_not_confirmed_once_is_no_event_of_the_years():
    partnership = PartnershipFactory(state=State.NOT_CONFIRMED, since="1999")
    assert [period.state for period in partnership_facts(partnership, on_date=TODAY).periods] == ["not_confirmed"]
    add_state_claim(
        partnership=partnership, state=State.ACTIVE, source="the city", stated_on=TODAY, since=PartialDate(2001)
    )
    facts = partnership_facts(partnership, on_date=TODAY)
    assert [period.state for period in facts.periods] == ["active"]
    assert not facts.has_history


def test_the_rail_tells_stages_passed_over_from_stages_kept():
    partnership = PartnershipFactory(stage=Stage.PROGRAMS)
    partnership.stage_changes.create(
        before=Stage.AGREEMENT, after=Stage.PROGRAMS, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    assert [stop.position for stop in stage_rail(partnership)] == ["not_kept", "not_kept", "done", "not_kept", "now"]
