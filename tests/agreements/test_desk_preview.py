"""The preview of the certificate: promised, made by a worker, kept under its fingerprint, removed when it is over."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import HandIn
from agreements.services.previews import fingerprint_of, kept_preview, make_preview, sweep_previews
from agreements.services.reviewing import return_hand_in, send_back_to_reviewer
from agreements.tasks import sweep_previews as sweep_task
from sistercities.common.storage import files_in
from sistercities.post.effects import run
from sistercities.post.models import Effect
from tests.desk_pages import address, hidden, text_of, with_preview
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import ReasonCodeFactory, record
from tests.register_rows import quickly_reviewed

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def second(client_of):
    return client_of(RecorderFactory(full_name="Officer Red"))


def promised(hand_in: HandIn) -> Effect:
    return Effect.objects.get(key=f"preview:{hand_in.pk}:{fingerprint_of(hand_in)}")


def rename_partner(hand_in: HandIn, name: str) -> None:
    community = hand_in.partnership.parties.get(side=2).community
    community.name = name
    community.save()


def stored(folder: object) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in Path(str(folder)).glob("previews/**/*") if path.is_file()}


def test_passing_the_review_makes_the_preview(second, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hand_in = quickly_reviewed()
    assert promised(hand_in).state == "done"
    response = second.get(address("handin_record", hand_in))
    page = response.content.decode()
    assert hidden(response, "preview") == hand_in.snapshot_sha256
    assert "page 1 of the preview" in page
    assert "data-hx-get" not in page


def test_the_page_renders_nothing_and_follows_the_worker(second, settings):
    hand_in = quickly_reviewed()
    for page in (second.get(address("handin_record", hand_in)), second.get(address("handin_record", hand_in))):
        words, html = text_of(page), page.content.decode()
        assert "It is being made; that takes some seconds." in words
        assert "Look again" in words
        assert "You can record it once the agreement PDF is made and you have seen it." in words
        assert f'data-hx-get="{address("handin_record", hand_in)}" data-hx-trigger="every 2s"' in html
        assert hand_in.snapshot_sha256 not in html
    assert stored(settings.MEDIA_ROOT) == {}
    for name in ("handin_preview_pdf", "handin_preview_page"):
        more = [1] if name == "handin_preview_page" else []
        assert second.get(address(name, hand_in, *more)).status_code == 404
    waiting = second.get(address("handin_record", hand_in), headers=HTMX).content.decode()
    assert "<html" not in waiting
    assert "record-now" not in waiting
    assert run(promised(hand_in).pk)
    part = second.get(address("handin_record", hand_in), headers=HTMX)
    html = part.content.decode()
    assert "page 1 of the preview" in html
    assert "data-hx-get" not in html
    assert '<div id="record-now" data-hx-swap-oob="true">' in html
    assert hidden(part, "preview") == hand_in.snapshot_sha256


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"error": "OSError: no space left", "attempts": 2}, "The last try failed: OSError: no space left."),
        ({"attempts": 2}, "It was cut off before it was done, and is tried again by itself."),
        ({"attempts": 1, "lease_until": timezone.now() + dt.timedelta(days=1)}, "Being made"),
    ],
)
def test_the_page_says_how_far_the_preview_is(second, facts, sentence):
    hand_in = quickly_reviewed()
    Effect.objects.filter(pk=promised(hand_in).pk).update(**facts)
    assert sentence in text_of(second.get(address("handin_record", hand_in)))


def test_a_preview_of_another_text_is_another_preview(second):
    hand_in = with_preview(quickly_reviewed())
    before = fingerprint_of(hand_in)
    rename_partner(hand_in, "Renamed")
    after = fingerprint_of(hand_in)
    assert "It is being made" in text_of(second.get(address("handin_record", hand_in)))
    assert run(promised(hand_in).pk)
    html = second.get(address("handin_record", hand_in)).content.decode()
    assert f"?of={after}" in html
    one, other = (kept_preview(hand_in_id=hand_in.pk, fingerprint=shown) for shown in (before, after))
    assert one != other
    page = address("handin_preview_page", hand_in, 1)
    shown_then, shown_now = (second.get(page, {"of": shown}) for shown in (before, after))
    assert b"".join(shown_then.streaming_content) != b"".join(shown_now.streaming_content)


def test_a_preview_is_made_once(settings):
    hand_in = with_preview(quickly_reviewed())
    first = stored(settings.MEDIA_ROOT)
    assert len(first) > 2
    assert stored(with_preview(hand_in) and settings.MEDIA_ROOT) == first


def test_a_run_that_was_cut_off_leaves_nothing_behind(settings):
    hand_in = quickly_reviewed()
    folder = Path(settings.MEDIA_ROOT) / "previews" / str(hand_in.pk) / hand_in.snapshot_sha256
    folder.mkdir(parents=True)
    (folder / "1").write_bytes(b"half a picture")
    kept = kept_preview(hand_in_id=with_preview(hand_in).pk, fingerprint=hand_in.snapshot_sha256)
    assert kept
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["contents.json", "preview.pdf", *(str(page.number) for page in kept.pages)]
    )
    assert b"half" not in (folder / "1").read_bytes()


def test_nothing_is_made_of_what_changed_or_does_not_wait_any_more(settings):
    hand_in, fingerprint = quickly_reviewed(), "f" * 64
    make_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint, now=timezone.now())
    return_hand_in(hand_in_id=hand_in.pk, reason=ReasonCodeFactory(), text="", by=StaffFactory(), now=timezone.now())
    make_preview(hand_in_id=hand_in.pk, fingerprint=hand_in.snapshot_sha256, now=timezone.now())
    assert stored(settings.MEDIA_ROOT) == {}


def test_a_lost_preview_is_made_again(second):
    hand_in = quickly_reviewed()
    first = promised(hand_in)
    Effect.objects.filter(pk=first.pk).update(done_at=timezone.now())
    second.get(address("handin_record", hand_in))
    assert promised(hand_in).pk != first.pk
    assert run(promised(hand_in).pk)
    assert "page 1 of the preview" in second.get(address("handin_record", hand_in)).content.decode()


def test_what_could_not_be_printed_is_tried_again_when_it_comes_back_from_the_reviewer(settings):
    from agreements.services.reviewing import review_hand_in

    hand_in = quickly_reviewed()
    rename_partner(hand_in, "\ue123")
    refused = kept_preview(hand_in_id=with_preview(hand_in).pk, fingerprint=fingerprint_of(hand_in))
    assert refused
    assert (refused.pages, refused.characters) == ((), ("U+E123",))
    rename_partner(hand_in, "Kobe")
    fingerprint = fingerprint_of(hand_in)
    contents = Path(settings.MEDIA_ROOT) / "previews" / str(hand_in.pk) / fingerprint / "contents.json"
    contents.parent.mkdir(parents=True)
    contents.write_text('{"pdf": "", "pages": [], "refused": "A font was missing", "characters": []}')
    reviewer = hand_in.reviewed_by
    send_back_to_reviewer(hand_in_id=hand_in.pk, text="Look.", by=RecorderFactory(), now=timezone.now())
    review_hand_in(hand_in_id=hand_in.pk, by=reviewer, now=timezone.now())
    assert run(promised(hand_in).pk)
    kept = kept_preview(hand_in_id=hand_in.pk, fingerprint=fingerprint)
    assert kept
    assert (kept.refused, len(kept.pages) > 0) == ("", True)


def test_the_sweep_removes_previews_once_nobody_waits_for_them(settings):
    waiting, recorded = with_preview(quickly_reviewed()), with_preview(quickly_reviewed())
    assert sweep_previews() == 0
    record(recorded)
    for _time in range(2):
        sweep_task()
        assert {Path(name).parts[-3] for name in stored(settings.MEDIA_ROOT)} == {str(waiting.pk)}
    assert not (Path(settings.MEDIA_ROOT) / "previews" / str(recorded.pk)).exists()
    assert kept_preview(hand_in_id=waiting.pk, fingerprint=waiting.snapshot_sha256)
    assert "agreements.sweep_previews" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_a_page_that_still_asks_after_recording_is_loaded_anew(second):
    hand_in = quickly_reviewed()
    record(hand_in)
    assert second.get(address("handin_record", hand_in), headers=HTMX)["HX-Refresh"] == "true"
    assert second.get(address("handin_record", hand_in))["Location"] == reverse("handin_recorded", args=[hand_in.pk])


@pytest.mark.parametrize("shown", ["../../handins", "f" * 64, ""])
def test_only_previews_are_found_by_their_fingerprint(second, settings, shown):
    hand_in = quickly_reviewed()
    assert files_in(hand_in.scans.get().file.storage, f"handins/{hand_in.pk}")
    assert second.get(address("handin_preview_page", hand_in, 1), {"of": shown}).status_code == 404
