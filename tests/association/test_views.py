"""Staff edit the association's texts and particulars; nobody else does, and nothing is lost between two of them."""

import pytest

from sistercities.association.models import AssociationSettings, EditedPage
from tests.factories import AssociationSettingsFactory, SeatFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESSES = ["/desk/pages/", "/desk/pages/faq/", "/desk/association/"]


@pytest.fixture
def staff(client_of):
    return client_of(StaffFactory())


def opened(client, address):
    """What the form holds when it is opened."""
    return {name: value or "" for name, value in client.get(address).context["form"].initial.items()}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_desk_is_closed_to_everyone_but_staff(client_of, address):
    assert client_of(None).get(address).headers["Location"] == f"/accounts/login/?next={address}"
    assert client_of(UserFactory()).get(address).status_code == 404
    assert client_of(SeatFactory().user).post(address, {}).status_code in {404, 405}
    assert client_of(StaffFactory()).get(address).status_code == 200


def test_a_saved_page_is_public_at_once(staff, client):
    form = {**opened(staff, "/desk/pages/faq/"), "title": "Ask away", "text": "## Why?\n\nBecause **we** care."}
    assert staff.post("/desk/pages/faq/", form).headers["Location"] == "/desk/pages/"
    page = client.get("/faq/").content.decode()
    assert "<h1>Ask away</h1>" in page
    assert "<strong>we</strong>" in page


def test_the_second_one_to_save_sees_both_texts_and_loses_nothing(staff, client_of):
    form = opened(staff, "/desk/pages/faq/")
    colleague = client_of(StaffFactory(full_name="Officer of Membership"))
    colleague.post("/desk/pages/faq/", {**form, "text": "The colleague's text."})
    answer = staff.post("/desk/pages/faq/", {**form, "text": "My text."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Officer of Membership changed this on" in page
    assert "The colleague&#x27;s text." in page
    assert "My text.</textarea>" in page
    again = answer.context["form"].data
    assert staff.post("/desk/pages/faq/", dict(again.items())).status_code == 302
    assert EditedPage.objects.get(slug="faq").text == "My text."


def test_a_page_without_a_title_is_sent_back_with_what_was_typed(staff):
    answer = staff.post("/desk/pages/faq/", {**opened(staff, "/desk/pages/faq/"), "title": "", "text": "Typed."})
    assert answer.status_code == 422
    assert "Typed.</textarea>" in answer.content.decode()


def test_an_unknown_page_is_404(staff):
    assert staff.get("/desk/pages/nowhere/").status_code == 404


def test_the_association_stands_on_every_page_after_saving(staff, client):
    form = {
        **opened(staff, "/desk/association/"),
        "name": "National Association",
        "email": "office@example.org",
        "phone": "+1 202 555 0100",
        "donate_url": "donate.example.org",
        "social_links": "Facebook https://social.example/us\nhttps://video.example/us",
    }
    assert staff.post("/desk/association/", form).status_code == 302
    row = AssociationSettings.objects.get()
    assert row.social_links == [
        ["Facebook", "https://social.example/us"],
        ["https://video.example/us", "https://video.example/us"],
    ]
    page = client.get("/faq/").content.decode()
    for text in ("National Association", "+1 202 555 0100", "https://donate.example.org", "https://social.example/us"):
        assert text in page


def test_a_social_page_needs_an_address(staff):
    answer = staff.post("/desk/association/", {**opened(staff, "/desk/association/"), "social_links": "Facebook us"})
    assert answer.status_code == 422
    assert "Write a name and an address in each line" in answer.content.decode()


def test_two_who_change_the_association_see_each_other(staff):
    AssociationSettingsFactory()
    form = opened(staff, "/desk/association/")
    form["social_links"] = ""
    staff.post("/desk/association/", {**form, "motto": "First"})
    answer = staff.post("/desk/association/", {**form, "motto": "Second"})
    assert answer.status_code == 422
    assert "What stands there now" in answer.content.decode()
    assert AssociationSettings.objects.get().motto == "First"


def test_a_text_is_seen_before_it_is_public(staff, client):
    form = {**opened(staff, "/desk/pages/faq/"), "text": "Because **we** care and <b>you</b>.", "preview": "1"}
    answer = staff.post("/desk/pages/faq/", form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "It is not public yet." in page
    assert "<strong>we</strong> care and &lt;b&gt;you&lt;/b&gt;." in page
    assert "Because **we** care" in page.partition("<textarea")[2]
    assert "<strong>we</strong> care" not in client.get("/faq/").content.decode()
    assert EditedPage.objects.get(slug="faq").text != form["text"]


def test_the_earlier_texts_of_a_page_are_there_with_their_authors(client_of):
    officer = StaffFactory(full_name="Officer of Membership")
    desk, address = client_of(officer), "/desk/pages/faq/texts/"
    before = EditedPage.objects.get(slug="faq").title
    desk.post("/desk/pages/faq/", {**opened(desk, "/desk/pages/faq/"), "title": "Ask away"})
    assert f'href="{address}"' in desk.get("/desk/pages/").content.decode()
    assert f'href="{address}"' in desk.get("/desk/pages/faq/").content.decode()
    texts = desk.get(address).context["texts"]
    assert [row.title for row in texts][:2] == ["Ask away", before]
    assert (texts[0].by, texts[-1].by) == ("Officer of Membership", "")
    assert client_of(UserFactory()).get(address).status_code == 404
