"""Two people who edit the same text at once: nothing is lost, and the second one is told who was first."""

import re
from importlib import import_module

import pghistory
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from sistercities.association.first_texts import fingerprint_of, first_texts, load_first_texts
from sistercities.association.models import AssociationSettings, EditedPage, ReasonCode
from sistercities.association.services import (
    PAGE_FIELDS,
    SETTINGS_FIELDS,
    StaleForm,
    save_association,
    save_page,
    version_of,
)
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
WORDS = {"title": "Questions", "summary": "In short", "text": "## Why?\n\nBecause."}
PARTICULARS = {"name": "Association", "email": "office@example.org", "phone": "+1 202 555 0100"}

OLD_DATE_LETTER = """We did not find the date of a signature, or what you typed is not what the paper shows.

Please look at the paper once more. If there is a date, type it as it is written; a month or a year is enough if no \
more is written. If there is none, or nobody can read it, say so in the form: a document without a date can be \
recorded too. Then hand it in again.
"""


@pytest.fixture
def page():
    return EditedPage.objects.get(slug="faq")


def test_a_page_is_saved_with_its_history(page):
    saved = save_page(slug="faq", version=version_of(page, PAGE_FIELDS), **WORDS)
    assert (saved.title, saved.summary, saved.text) == tuple(WORDS.values())
    assert [event.titles["en"] for event in page.events.order_by("pk")][-1] == "Questions"


def test_the_second_save_says_who_was_first_and_changes_nothing(page):
    opened, rosa = version_of(page, PAGE_FIELDS), StaffFactory(full_name="Officer of Membership")
    with pghistory.context(user=rosa.pk):
        save_page(slug="faq", version=opened, **WORDS)
    with pytest.raises(StaleForm, match="Officer of Membership changed this on") as refused:
        save_page(slug="faq", version=opened, **{**WORDS, "title": "Mine"})
    assert EditedPage.objects.get(slug="faq").title == "Questions"
    assert save_page(slug="faq", version=refused.value.version, **{**WORDS, "title": "Mine"}).title == "Mine"


def test_a_page_without_its_english_title_is_refused(page):
    with pytest.raises(ValidationError, match="English"):
        save_page(slug="faq", version=version_of(page, PAGE_FIELDS), **{**WORDS, "title": ""})


def test_the_association_is_one_row_from_the_first_save_on():
    blank = version_of(AssociationSettings(), SETTINGS_FIELDS)
    save_association(values=PARTICULARS, version=blank)
    assert [(row.pk, row.name) for row in AssociationSettings.objects.all()] == [(1, "Association")]
    with pytest.raises(StaleForm, match="Somebody else"):
        save_association(values={**PARTICULARS, "name": "Other"}, version=blank)
    assert AssociationSettings.objects.get().name == "Association"


def test_a_wrong_address_is_refused_and_leaves_nothing():
    with pytest.raises(ValidationError, match="Enter an e-mail address"):
        save_association(
            values={**PARTICULARS, "email": "nowhere"}, version=version_of(AssociationSettings(), SETTINGS_FIELDS)
        )
    assert not AssociationSettings.objects.exists()


def test_first_texts_are_there_and_never_written_over(page):
    page.titles = {"en": "Ours"}
    page.save()
    ReasonCode.objects.filter(code="missing-date").delete()
    load_first_texts(page_model=EditedPage, reason_model=ReasonCode)
    assert EditedPage.objects.get(slug="faq").title == "Ours"
    assert ReasonCode.objects.get(code="missing-date").use == ReasonCode.Use.RETURN
    assert EditedPage.objects.count() == len(first_texts("pages")) == 6


def test_every_reason_has_a_letter_that_says_what_to_do():
    codes = {use: {row.code for row in ReasonCode.objects.filter(use=use)} for use in ReasonCode.Use.values}
    assert codes == {
        "return": {
            "missing-signature",
            "unreadable-scan",
            "wrong-partnership",
            "missing-authority",
            "missing-pages",
            "missing-date",
            "not-signed-document",
        },
        "refuse": {"not-real-government", "duplicate", "outside-scope"},
    }
    for reason in ReasonCode.objects.all():
        assert reason.label
        assert len(reason.letter.split("\n\n")) >= 2
        assert re.search(r"\blet us have\b|\bgive it as it is written|\bPlease name\b|\bwrite to us", reason.letter), (
            reason.code
        )


SEED_FACTS = {
    "faq": """
        two communities in two countries
        meant to last
        sister county
        sister state
        elected or appointed
        as many sister cities as it likes
        nonprofits, local government, business and civic groups
        nonprofit association
        Our staff help members
        /join/
        /directory/
        Facebook page
        write to us
        local sister city program
        /cities-seeking-cities/
        peace in the world
        Students travel abroad for the first time
        economic and social benefits
        Donate
    """,
    "how-it-works": """
        memorandum of understanding, a resolution or a proclamation
        both mayors or by their designees
        receive and record
        two communities do together
        strategic
        both sides should gain
        assess your own community first
        number of people
        industries
        schools, colleges and universities
        museums, theatres
        relationships that exist already
        through companies, through history or through the families
        from one mayor to the other
        international protocol
        official visit
        conversations between the people who matter most
        pen pals, video calls, or an exhibition of art
        write the terms together
        promises the other
        areas in which you will cooperate
        look back and evaluate
        model agreements
        formal ceremony
        both communities
        official gifts
        when and where
        virtual
        exchanges, visits of delegations and projects
        give it life
        key to success
    """,
}


@pytest.mark.parametrize("slug", SEED_FACTS)
def test_the_pages_carry_every_fact_of_the_associations_own_texts(slug):
    text = " ".join(EditedPage.objects.get(slug=slug).text.split())
    facts = [line.strip() for line in SEED_FACTS[slug].strip().splitlines()]
    assert [fact for fact in facts if fact not in text] == []


def test_first_texts_of_before_are_mended_and_what_staff_wrote_stays():
    mend = import_module("sistercities.association.migrations.0003_one_signature_is_enough")
    row, own = (ReasonCode.objects.get(code=code) for code in ("missing-signature", "missing-pages"))
    kept = own.letters["en"]
    ReasonCode.objects.filter(pk=row.pk).update(letters={"en": f"Look for it. {mend.LETTER[0]}"})
    mend.mend(apps, None)
    mend.mend(apps, None)
    assert ReasonCode.objects.get(pk=row.pk).letters["en"] == f"Look for it. {mend.LETTER[1]}"
    assert ReasonCode.objects.get(pk=own.pk).letters["en"] == kept
    for slug, words in (("how-it-works", mend.STAGES), ("faq", mend.ANSWERS)):
        text = EditedPage.objects.get(slug=slug).texts["en"]
        EditedPage.objects.filter(slug=slug).update(texts={"en": text.replace(*reversed(words))})
        mend.mend(apps, None)
        mend.mend(apps, None)
        assert EditedPage.objects.get(slug=slug).texts["en"] == text


def test_a_first_letter_is_renewed_once_and_only_where_nobody_changed_it():
    """Blank at the ends is no change: a form takes it away."""
    renew = import_module("sistercities.association.first_texts").renew_reasons
    untouched, edited = (ReasonCode.objects.get(code=code) for code in ("missing-date", "missing-pages"))
    new = untouched.letters["en"]
    ReasonCode.objects.filter(pk=untouched.pk).update(letters={"en": "As it came.", "ja": "和文"})
    ReasonCode.objects.filter(pk=edited.pk).update(letters={"en": "As it came. And a word of ours."})
    before = dict.fromkeys(("return-missing-date", "return-missing-pages"), fingerprint_of("\nAs it came.\n"))
    renew(ReasonCode, before)
    renew(ReasonCode, before)
    assert ReasonCode.objects.get(pk=untouched.pk).letters == {"en": new, "ja": "和文"}
    assert ReasonCode.objects.get(pk=edited.pk).letters == {"en": "As it came. And a word of ours."}


def test_the_page_about_protection_names_copies_and_withholding_where_nobody_changed_it():
    mend = import_module("sistercities.association.migrations.0011_public_copies_and_withholding")
    (slug,) = mend.BEFORE
    row = EditedPage.objects.get(slug=slug)
    new = row.texts["en"]
    before = new[: new.index("\n## Lines blacked out")]
    assert fingerprint_of(before) == mend.BEFORE[slug]
    EditedPage.objects.filter(pk=row.pk).update(texts={"en": before.rstrip()})
    mend.mend(apps, None)
    assert EditedPage.objects.get(pk=row.pk).texts["en"] == new
    EditedPage.objects.filter(pk=row.pk).update(texts={"en": f"{before} Ours."})
    mend.mend(apps, None)
    assert EditedPage.objects.get(pk=row.pk).texts["en"] == f"{before} Ours."


def test_the_letters_that_told_people_to_type_are_renewed():
    mend = import_module("sistercities.association.migrations.0010_letters_for_people_without_a_login")
    names = {f"{row.use}-{row.code}" for row in ReasonCode.objects.all()}
    assert mend.BEFORE.keys() < names
    now = {text.name: fingerprint_of(text.text) for text in first_texts("reasons")}
    assert [name for name in mend.BEFORE if mend.BEFORE[name] == now[name]] == []
    assert fingerprint_of(OLD_DATE_LETTER) == mend.BEFORE["return-missing-date"]
    row = ReasonCode.objects.get(code="missing-date")
    new = row.letters["en"]
    ReasonCode.objects.filter(pk=row.pk).update(letters={"en": OLD_DATE_LETTER})
    mend.mend(apps, None)
    assert ReasonCode.objects.get(pk=row.pk).letters["en"] == new
