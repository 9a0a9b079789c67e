"""Letters on paper are printed together, nothing is lost when that fails, and a named person says they are posted."""

import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.documents.post import bind, letter_html, print_letter
from agreements.tasks import print_batch as print_task
from sistercities.desk.letter_task import LETTERS_TASK, note_letter, post_batch
from sistercities.desk.models import BatchLetter, PrintBatch, Task
from sistercities.desk.print_batches import (
    BatchRefused,
    make_batch,
    mark_posted,
    print_batch,
    take_apart,
    waiting_letters,
)
from sistercities.post.models import Effect, Mail
from sistercities.post.services import write_mail
from tests.desk_pages import text_of
from tests.factories import AssociationSettingsFactory, LetterFactory, MailFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
INCH = 72


@pytest.fixture
def staff():
    return StaffFactory(full_name="Officer of Membership")


def made(by, *, paper="us"):
    return make_batch(by=by, paper=paper, now=NOW)


def printed(by, **facts):
    batch = made(by, **facts)
    print_task(batch.pk)
    return PrintBatch.objects.get(pk=batch.pk)


def pages_of(batch):
    with default_storage.open(batch.pdf) as source:
        document = pypdfium2.PdfDocument(source.read())
    return [page.get_textpage().get_text_bounded() for page in document]


def test_every_letter_that_waits_is_in_the_batch_and_no_mail(staff):
    letters = [LetterFactory(), LetterFactory()]
    MailFactory()
    batch = made(staff)
    assert set(batch.letters.all()) == set(letters)
    assert (batch.made_by, batch.paper) == (staff, "us")
    assert not waiting_letters().exists()
    assert Effect.objects.get(key=batch.key).task == "agreements.print_batch"
    with pytest.raises(BatchRefused, match="No letter waits"):
        made(staff)


def test_pages_are_counted_for_each_letter(staff):
    AssociationSettingsFactory(name="National Association")
    long = "<!-- letter -->" + "<p>A paragraph of the long letter.</p>" * 60 + "<!-- end of letter -->"
    LetterFactory(post_name="A long letter", html=long)
    LetterFactory(post_name="B short letter")
    batch = printed(staff)
    pages = pages_of(batch)
    assert batch.pages == len(pages) == 4
    assert [page.count("Page 1 of 3") for page in pages] == [1, 0, 0, 0]
    assert "Page 3 of 3" in pages[2]
    assert "Page 1 of 1" in pages[3]
    assert all("National Association" in page for page in pages)


@pytest.mark.parametrize(
    ("paper", "size", "window"),
    [
        # Left, right, bottom and top of the window from the upper left corner of the sheet, in points.
        ("us", (8.5 * INCH, 11 * INCH), (0.875 * INCH, 5.375 * INCH, 2.04 * INCH, 3.17 * INCH)),
        ("iso", (595.28, 841.89), (56.7, 297.6, 127.6, 255.1)),
    ],
)
def test_the_address_stands_in_the_window(staff, paper, size, window):
    LetterFactory(post_name="Llanfairpwllgwyngyllgogerychwyrndrobwll Club", post_address="1\n2\n3\nLast line")
    batch = printed(staff, paper=paper)
    with default_storage.open(batch.pdf) as source:
        page = pypdfium2.PdfDocument(source.read())[0]
    assert page.get_size() == pytest.approx(size, abs=0.1)
    text = page.get_textpage()
    left, right, top, bottom = window
    for words in ("Llanfairpwllgwyngyllgogerychwyrndrobwll Club", "Last line"):
        index, count = text.search(words).get_next()
        boxes = [text.get_charbox(n) for n in range(index, index + count)]
        assert min(box[0] for box in boxes) >= left
        assert max(box[2] for box in boxes) <= right
        assert size[1] - max(box[3] for box in boxes) >= top
        assert size[1] - min(box[1] for box in boxes) <= bottom


def test_a_letter_is_printed_as_it_was_written(staff):
    AssociationSettingsFactory()
    seat = {"template": "accounts/seat_ended", "context": {"seat": {"user": "A & B"}, "place": "Harbor", "by": "C"}}
    mail = write_mail(to=LetterFactory.build().postal, **seat)
    html = letter_html(mail, "us")
    assert "<style>" not in html.partition("<body>")[2]
    assert "Good day," in html
    evil = LetterFactory(
        html='<!-- letter --><p onclick="x">Hi<img src="http://x.example/a"></p><!-- end of letter -->'
    )
    assert "<p>Hi</p>" in letter_html(evil, "us")


def test_a_link_keeps_its_address_on_paper(staff):
    LetterFactory(html='<!-- letter --><p><a href="https://example.org/see/1/">See it</a></p><!-- end of letter -->')
    assert "See it (https://example.org/see/1/)" in " ".join(pages_of(printed(staff))[0].split())


def test_printing_twice_keeps_the_first_pdf(staff):
    LetterFactory()
    batch = printed(staff)
    print_task(batch.pk)
    again = PrintBatch.objects.get(pk=batch.pk)
    assert (again.pdf, again.printed) == (batch.pdf, 1)
    assert default_storage.exists(batch.pdf)


def test_a_letter_that_no_font_can_draw_holds_up_no_other(staff):
    good, bad = LetterFactory(), LetterFactory(post_name="Tengwar \ue010")
    batch = printed(staff)
    assert list(batch.letters.all()) == [good]
    assert waiting_letters().get() == bad
    bad.refresh_from_db()
    assert "U+E010" in bad.post_error
    assert batch.pages == 1


def test_a_batch_of_which_nothing_can_be_printed_goes_away(staff):
    LetterFactory(post_name="Tengwar \ue010")
    batch = made(staff)
    print_task(batch.pk)
    assert not PrintBatch.objects.filter(pk=batch.pk).exists()
    assert waiting_letters().count() == 1


def test_when_printing_breaks_off_the_letters_stay_and_a_later_try_ends_it(staff):
    letters = [LetterFactory(), LetterFactory()]
    batch, tries = made(staff), []

    def breaks_off(mail, paper):
        tries.append(mail)
        if len(tries) == 2:
            raise OSError("The disk is full.")
        return print_letter(mail, paper)

    with pytest.raises(OSError, match="disk is full"):
        print_batch(batch_id=batch.pk, printer=breaks_off, binder=bind)
    batch.refresh_from_db()
    assert (batch.pdf, batch.printed, set(batch.letters.all())) == ("", 1, set(letters))
    print_batch(batch_id=batch.pk, printer=breaks_off, binder=bind)
    batch.refresh_from_db()
    assert (bool(batch.pdf), batch.printed, batch.pages) == (True, 2, 2)


def test_a_batch_that_is_taken_apart_while_it_is_printed_leaves_no_file(staff):
    LetterFactory()
    batch = made(staff)

    def slow(mail, paper):
        take_apart(batch_id=batch.pk, by=staff)
        return print_letter(mail, paper)

    print_batch(batch_id=batch.pk, printer=slow, binder=bind)
    assert waiting_letters().count() == 1
    assert not default_storage.exists("letters") or default_storage.listdir("letters")[1] == []


def test_posted_is_said_once_with_day_and_person(staff):
    letter = LetterFactory()
    batch = printed(staff)
    mark_posted(batch_id=batch.pk, on_date=TODAY, by=staff, now=NOW)
    batch.refresh_from_db()
    letter.refresh_from_db()
    assert (batch.posted_on, batch.posted_by, letter.sent_at) == (TODAY, staff, NOW)
    with pytest.raises(BatchRefused, match="Officer of Membership has already said so"):
        mark_posted(batch_id=batch.pk, on_date=TODAY, by=StaffFactory(), now=NOW)
    with pytest.raises(BatchRefused, match="were posted"):
        take_apart(batch_id=batch.pk, by=staff)
    assert pages_of(batch)


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_lies_between_making_and_today(staff, days):
    LetterFactory()
    batch = printed(staff)
    with pytest.raises(BatchRefused, match="between the making"):
        mark_posted(batch_id=batch.pk, on_date=TODAY + dt.timedelta(days=days), by=staff, now=NOW)


def test_what_is_not_printed_cannot_be_posted(staff):
    LetterFactory()
    with pytest.raises(BatchRefused, match="not printed yet"):
        mark_posted(batch_id=made(staff).pk, on_date=TODAY, by=staff, now=NOW)


def test_a_worker_that_was_late_keeps_nothing_of_an_older_edition(staff):
    LetterFactory()
    batch = made(staff)

    def late(mail, paper):
        PrintBatch.objects.filter(pk=batch.pk).update(edition=2)
        return print_letter(mail, paper)

    print_batch(batch_id=batch.pk, printer=late, binder=bind)
    batch.refresh_from_db()
    assert batch.pdf == ""


def test_a_secret_is_gone_once_it_is_posted(staff, django_capture_on_commit_callbacks):
    secret = "<!-- letter --><p>Type abcde-fghij-klmno</p><!-- end of letter -->"
    LetterFactory(post_name="A", is_secret=True, html=secret)
    LetterFactory(post_name="B")
    batch = printed(staff)
    first = batch.pdf
    assert "abcde-fghij-klmno" in pages_of(batch)[0]
    with django_capture_on_commit_callbacks(execute=True):
        mark_posted(batch_id=batch.pk, on_date=TODAY, by=staff, now=NOW)
    batch.refresh_from_db()
    assert not default_storage.exists(first)
    assert "This letter held a link for signing in." in " ".join(pages_of(batch)[0].split())
    assert "Good day." in pages_of(batch)[1]
    assert (batch.letters.get(post_name="A").text, batch.posted_by) == ("", staff)


def test_letters_of_a_batch_taken_apart_wait_again(staff):
    letter = LetterFactory()
    batch = printed(staff)
    take_apart(batch_id=batch.pk, by=staff)
    assert waiting_letters().get() == letter
    assert not PrintBatch.objects.exists()


def test_only_staff_do_it(staff):
    LetterFactory()
    batch, other = printed(staff), UserFactory()
    LetterFactory()
    for act in (
        lambda: made(other),
        lambda: take_apart(batch_id=batch.pk, by=other),
        lambda: mark_posted(batch_id=batch.pk, on_date=TODAY, by=other, now=NOW),
    ):
        with pytest.raises(BatchRefused, match="Only the association"):
            act()


def test_the_database_knows_who_posted(staff):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintBatch.objects.create(paper="us", made_by=staff, made_at=NOW, posted_on=TODAY)


def test_the_task_stands_while_there_is_work(staff):
    LetterFactory()
    note_letter(now=NOW)
    batch = printed(staff)
    LetterFactory()
    note_letter(now=NOW)
    task = Task.objects.open().get(kind=LETTERS_TASK)
    later = NOW + dt.timedelta(minutes=1)
    post_batch(batch_id=batch.pk, on_date=TODAY, by=staff, now=later)
    task.refresh_from_db()
    assert (task.resolved_by, task.outcome) == (staff, "Posted")
    new = Task.objects.open().get(kind=LETTERS_TASK)
    post_batch(batch_id=printed(staff).pk, on_date=TODAY, by=staff, now=later)
    new.refresh_from_db()
    assert new.resolved_at == later
    assert not Task.objects.open().filter(kind=LETTERS_TASK).exists()


def test_the_desk_makes_prints_and_posts(client_of, staff):
    LetterFactory(post_name="Harbor committee", subject="Your document was received")
    LetterFactory(post_name="Harbor committee", subject="A second letter")
    note_letter(now=NOW)
    desk = client_of(staff)
    queue = desk.get(reverse("desk_queue"))
    assert "2 letters to print" in text_of(queue)
    page = desk.get(reverse("desk_post"))
    assert [len(group["letters"]) for group in page.context["groups"]] == [2]
    assert "2 letters wait" in text_of(page)
    answer = desk.post(reverse("post_make"), {"paper": "iso"})
    batch = PrintBatch.objects.get()
    detail = reverse("post_batch", args=[batch.pk])
    assert answer.headers["Location"] == detail
    assert "0 of 2" in text_of(desk.get(detail))
    assert desk.get(reverse("post_batch_pdf", args=[batch.pk])).status_code == 404
    print_task(batch.pk)
    assert "It is ready: 2 pages." in text_of(desk.get(detail))
    pdf = desk.get(reverse("post_batch_pdf", args=[batch.pk]))
    assert len(pikepdf.Pdf.open(io.BytesIO(b"".join(pdf.streaming_content))).pages) == 2
    day = {"posted_on_day": str(TODAY.day), "posted_on_month": str(TODAY.month), "posted_on_year": str(TODAY.year)}
    wrong = desk.post(reverse("post_batch_posted", args=[batch.pk]), {**day, "posted_on_year": str(TODAY.year + 1)})
    assert wrong.status_code == 422
    assert desk.post(reverse("post_batch_posted", args=[batch.pk]), day).status_code == 302
    assert "as Officer of Membership noted" in text_of(desk.get(detail))
    assert "2 letters to print" not in text_of(desk.get(reverse("desk_queue")))


def test_a_failing_batch_says_why_and_is_tried_again(client_of, staff):
    LetterFactory()
    batch = made(staff)
    Effect.objects.filter(key=batch.key).update(error="OSError: The disk is full.", attempts=1, due=NOW)
    desk = client_of(staff)
    page = text_of(desk.get(reverse("post_batch", args=[batch.pk])))
    assert "The last try failed: OSError: The disk is full." in page
    assert "no letter is lost" in page
    desk.post(reverse("post_batch_retry", args=[batch.pk]))
    assert Effect.objects.get(key=batch.key).due > NOW


def test_making_nothing_says_so(client_of, staff):
    answer = client_of(staff).post(reverse("post_make"), {"paper": "us"})
    assert answer.status_code == 422
    assert "No letter waits to be printed." in text_of(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_for_any_length(client_of, staff, rows, django_assert_num_queries):
    desk = client_of(staff)
    for _n in range(rows):
        LetterFactory()
        PrintBatch.objects.create(paper="us", made_by=StaffFactory(), made_at=NOW)
    with django_assert_num_queries(5):
        assert desk.get(reverse("desk_post")).status_code == 200
    batch = PrintBatch.objects.first()
    BatchLetter.objects.bulk_create(BatchLetter(batch=batch, mail=mail) for mail in Mail.objects.all())
    with django_assert_num_queries(5):
        assert desk.get(reverse("post_batch", args=[batch.pk])).status_code == 200
