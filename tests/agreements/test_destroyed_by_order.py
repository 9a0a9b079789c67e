"""A file that a court or a law orders to be destroyed: by an act of two people, and everywhere; the register stays."""

import datetime as dt
import io
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import canonical
from agreements.choices import Act, QuestionKind, Visibility
from agreements.completeness import obstacles
from agreements.destruction import names_to_remove
from agreements.models import HandIn, PublicCopy, RegistryEntry, Scan
from agreements.selectors import file_answer, file_answer_json
from agreements.services.chain import verify_register
from agreements.services.deciding import Decision, change_decision
from agreements.services.destroying import destroy_file
from agreements.services.files import make_page_images
from agreements.services.previews import kept_preview
from agreements.services.questions import QuestionRefused, ask_association
from agreements.services.sealing import seal_entry
from agreements.tasks import destroy_file as destroy_task
from sistercities.post.models import Effect
from tests.agreements.about_files import (
    DAY,
    ORDER,
    WHY,
    copied_later,
    copy_of,
    decided_about,
    ordered,
    recorded_paper,
    reviewed_decision,
    reviewed_paper,
    withheld,
)
from tests.agreements.blackened import bytes_of, recorded_with_copy
from tests.desk_pages import text_of as page_text
from tests.desk_pages import with_preview
from tests.factories import RecorderFactory, StaffFactory
from tests.factories_agreements import add_pdf, complete_hand_in, record
from tests.register_rows import check_all, insert_entry, plain_role, quickly_recorded

pytestmark = pytest.mark.django_db
BY_ORDER = {"destroyed_by_order_of": ORDER, "ordered_on": DAY}


def sealed(entry: RegistryEntry, version: int = 1) -> Any:
    return seal_entry(entry_id=entry.pk, version=version, now=timezone.now())


def stored(*names: str) -> list[bool]:
    return [default_storage.exists(name) for name in names]


def line_of(act: RegistryEntry) -> str:
    day = timezone.localtime(act.recorded_at)
    return (
        f"A file was withheld on {day.day} {day:%B %Y} and destroyed by order of {ORDER} of 18 January 2023: "
        f"{WHY} ({act.number})"
    )


def test_the_act_names_the_order_and_promises_the_removal() -> None:
    entry, scan = recorded_paper()
    before = entry.canonical
    act = ordered(entry, scan)
    said = canonical.parsed(act.canonical)
    assert (said["destroyed_by_order_of"], said["ordered_on"], said["about_file"]) == (ORDER, "2023-01-18", scan.sha256)
    entry.refresh_from_db()
    assert entry.canonical == before
    assert not said.keys() & {"public_copy_sha256"}
    promised = Effect.objects.get(key=f"destroy:{act.number}")
    assert (promised.task, promised.arguments) == ("agreements.destroy_file", [act.pk])
    assert verify_register().is_sound


def test_a_withholding_without_an_order_says_and_destroys_nothing() -> None:
    entry, scan = recorded_paper()
    act = withheld(entry, scan)
    assert not canonical.parsed(act.canonical).keys() & BY_ORDER.keys()
    assert not Effect.objects.filter(task="agreements.destroy_file").exists()
    with pytest.raises(RegistryEntry.DoesNotExist):
        destroy_file(entry_id=act.pk)
    with pytest.raises(RegistryEntry.DoesNotExist):
        destroy_file(entry_id=entry.pk)
    assert bytes_of(scan)


def test_everything_that_holds_the_file_is_removed_and_its_row_stays() -> None:
    entry, scan, copy = recorded_with_copy()
    first = sealed(entry)
    _later, newer = copied_later(entry, scan)
    second = sealed(entry, 2)
    _other, again = recorded_paper(data=bytes_of(scan))
    row = Scan.objects.filter(pk=scan.pk).values().get()
    pages = [str(page.file.name) for page in (*scan.page_images.all(), *again.page_images.all())]
    files = [str(kept.file.name) for kept in (scan, again, first, second)]
    names = [*files, *pages, *copy.file_names(), *newer.file_names()]
    spared = str(quickly_recorded().hand_in.scans.get().file.name)
    assert len(pages) == 4
    act = ordered(entry, scan)
    assert all(stored(*names))
    assert sorted(destroy_file(entry_id=act.pk)) == sorted(names)
    assert stored(*names) == [False] * len(names)
    assert stored(spared) == [True]
    assert Scan.objects.filter(pk=scan.pk).values().get() == row
    assert destroy_file(entry_id=act.pk) == []
    destroy_task(act.pk)


def test_the_new_version_of_the_pdf_is_made_without_the_file_and_stays(client: Client) -> None:
    entry, scan = recorded_paper()
    old = sealed(entry)
    act = ordered(entry, scan)
    destroy_file(entry_id=act.pk)
    new = sealed(entry, 2)
    assert destroy_file(entry_id=act.pk) == []
    assert stored(str(old.file.name), str(new.file.name)) == [False, True]
    answer = client.get(reverse("registry_pdf", args=[entry.number]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    said = file_answer_json(file_answer(old.sha256, on_date=timezone.localdate()))
    assert (said["intact"], said["version"], said["replaced_by"]) == (True, 1, 2)
    assert said["replaced_because"] == [line_of(act)]


def test_versions_made_after_an_earlier_withholding_stay() -> None:
    entry, scan = recorded_paper()
    first = sealed(entry)
    withheld(entry, scan)
    second = sealed(entry, 2)
    act = ordered(entry, scan)
    assert act.number == f"{entry.number}-2"
    destroy_file(entry_id=act.pk)
    assert stored(str(scan.file.name), str(first.file.name), str(second.file.name)) == [False, False, True]
    assert verify_register().is_sound


def test_the_check_of_the_register_reports_it_and_passes() -> None:
    entry, scan, _copy = recorded_with_copy()
    sealed(entry)
    kept, other = recorded_paper(data=bytes_of(quickly_recorded().hand_in.scans.get()))
    plain = withheld(kept, other)
    act = ordered(entry, scan)
    line = f"{entry.number}: file {scan.sha256} is withheld by {act.number}, destroyed by order of {ORDER}"
    assert f"{line} (its bytes are still to be removed)" in verify_register().withheld
    destroy_file(entry_id=act.pk)
    verdict = verify_register()
    assert (verdict.is_sound, verdict.why) == (True, "")
    assert line in verdict.withheld
    assert f"{kept.number}: file {other.sha256} is withheld by {plain.number}" in verdict.withheld
    out = StringIO()
    call_command("verify_registry", stdout=out)
    assert f"Withheld: {line}\n" in out.getvalue()


def test_a_file_that_is_lost_without_an_order_is_a_fault() -> None:
    entry, scan = recorded_paper()
    pdf = sealed(entry)
    act = withheld(entry, scan)
    default_storage.delete(str(pdf.file.name))
    assert "PDF version 1 is missing" in verify_register().why
    default_storage.delete(str(scan.file.name))
    assert (verify_register().bad_entry, "is missing" in verify_register().why) == (entry.number, True)
    after = ordered(entry, scan)
    assert verify_register().is_sound
    assert after.seq == act.seq + 1


def test_a_file_that_was_changed_before_it_is_removed_is_a_fault() -> None:
    entry, scan = recorded_paper()
    ordered(entry, scan)
    path = Path(scan.file.path)
    path.write_bytes(path.read_bytes() + b" ")
    assert "is not the file that was recorded" in verify_register().why


def test_nobody_gets_it_from_the_act_on(client_of: Any) -> None:
    entry, scan, copy = recorded_with_copy()
    question = asked(bytes_of(scan))
    again = add_pdf(draft := complete_hand_in(with_file=False), by=draft.started_by, data=bytes_of(scan))
    act = ordered(entry, scan)
    recorder = RecorderFactory()
    addresses = [reverse("scan_file", args=[scan.pk]), reverse("scan_page", args=[scan.pk, 1])]
    addresses += [copy.get_absolute_url(), copy.page_address(1), reverse("scan_file", args=[again.pk])]
    addresses += [reverse("question_file", args=[question.files.get().pk])]
    for _time in range(2):
        for person in (recorder, StaffFactory(), scan.hand_in.started_by, draft.started_by):
            assert [client_of(person).get(address).status_code for address in addresses] == [404] * 6
        destroy_file(entry_id=act.pk)
    review = client_of(recorder).get(reverse("handin_review", args=[scan.hand_in_id]))
    assert f"{line_of(act)}." in page_text(review)
    assert "Those who may record can open it" not in page_text(review)
    assert client_of(draft.started_by).get(reverse("handin_files", args=[draft.pk])).status_code == 200


def asked(data: bytes) -> Any:
    facts = {"kind": QuestionKind.LOOK, "text": "Is this text ready?", "by": StaffFactory(), "now": timezone.now()}
    return ask_association(uploads=[("text.pdf", io.BytesIO(data))], **facts)


def test_it_does_not_come_back() -> None:
    entry, scan = recorded_paper()
    data = bytes_of(scan)
    copying = decided_about(entry, scan, Act.PUBLIC_COPY)
    act = ordered(entry, scan)
    sentence = f"This file was destroyed by order of {ORDER} ({act.number}), so it cannot be kept here."
    draft = complete_hand_in(with_file=False)
    with pytest.raises(ValidationError) as refused:
        add_pdf(draft, by=draft.started_by, data=data)
    assert refused.value.messages == [sentence]
    with pytest.raises(QuestionRefused) as refused:
        asked(data)
    assert refused.value.messages == [f"text.pdf: {sentence}"]
    with pytest.raises(ValidationError, match="Nothing can be made of it"):
        copy_of(copying)
    assert not draft.scans.exists()


def test_no_page_is_drawn_of_it_and_no_preview_stays() -> None:
    entry, scan = recorded_paper()
    waiting, again = reviewed_paper(data=bytes_of(scan))
    waiting = with_preview(waiting)
    act = ordered(entry, scan)
    assert kept_preview(hand_in_id=waiting.pk, fingerprint=waiting.snapshot_sha256)
    destroy_file(entry_id=act.pk)
    assert kept_preview(hand_in_id=waiting.pk, fingerprint=waiting.snapshot_sha256) is None
    assert make_page_images(scan_id=again.pk) == 0


def test_it_takes_two_people_and_the_whole_order() -> None:
    entry, scan = recorded_paper()
    person = RecorderFactory()
    decision = reviewed_decision(decided_about(entry, scan, Act.WITHHOLDING, by=person, said=BY_ORDER))
    with pytest.raises(ValidationError):
        record(decision, recorder=person)
    assert not RegistryEntry.objects.ordering_destruction().exists()
    half = "Say who ordered that the file be destroyed, and on which day."
    late = {**BY_ORDER, "ordered_on": DAY + dt.timedelta(days=1)}
    for said, sentence in (
        ({"ordered_on": DAY}, half),
        ({"destroyed_by_order_of": ORDER}, half),
        (late, "The order is of a later day than the decision. Check the two days."),
    ):
        with pytest.raises(ValidationError) as refused:
            decided_about(entry, scan, Act.WITHHOLDING, said=said)
        assert refused.value.messages == [sentence]


def test_another_order_after_the_review_clears_it() -> None:
    entry, scan = recorded_paper()
    decision = reviewed_decision(decided_about(entry, scan, Act.WITHHOLDING))
    said = Decision(reason=WHY, decided_on=DAY, **BY_ORDER)
    changed = change_decision(hand_in_id=decision.pk, decision=said, by=StaffFactory(), today=DAY)
    assert (changed.status, changed.destroyed_by_order_of) == ("handed_in", ORDER)


def test_what_is_destroyed_is_not_decided_about_again() -> None:
    entry, scan = recorded_paper()
    waiting = reviewed_decision(decided_about(entry, scan, Act.WITHHOLDING, said=BY_ORDER))
    ordered(entry, scan)
    assert [str(problem) for problem in obstacles(waiting)] == [
        "This file was destroyed already, or is not a public file of the record."
    ]
    for said in ({}, BY_ORDER):
        with pytest.raises(ValidationError):
            decided_about(entry, scan, Act.WITHHOLDING, said=said)
    facts = {"act": "withholding", "founding_id": entry.pk, "number": f"{entry.number}-2"}
    with pytest.raises(IntegrityError, match="or one that is withheld"), transaction.atomic():
        insert_entry(waiting, recorder=RecorderFactory(), **facts)


@pytest.mark.parametrize("said", [{}, {"destroyed_by_order_of": "Somebody", "ordered_on": "2023-01-18"}])
def test_the_database_takes_no_order_that_was_not_reviewed(said: dict[str, str]) -> None:
    """Of a document with an order the text without it; of one without, a text with an order."""
    entry, scan = recorded_paper()
    decision = reviewed_decision(decided_about(entry, scan, Act.WITHHOLDING, said={} if said else BY_ORDER))
    facts = {"founding_id": entry.pk, "number": f"{entry.number}-1", "recorder": RecorderFactory()}
    text = forged(decision, number=facts["number"], **said)
    with pytest.raises(IntegrityError, match="names another order to destroy a file"), transaction.atomic():
        insert_entry(decision, act="withholding", canonical=text, **facts)


def forged(decision: HandIn, *, number: str, **said: str) -> str:
    content = {key: value for key, value in canonical.draft(decision).items() if key not in BY_ORDER}
    newest = RegistryEntry.objects.order_by("-seq").first()
    now = timezone.now().replace(microsecond=0)
    seq = newest.seq + 1 if newest else 1
    return canonical.as_text(canonical.final({**content, **said}, seq=seq, number=number, recorded_at=now))


@pytest.mark.parametrize(
    "changes",
    [
        {"destroyed_by_order_of": ORDER},
        {"ordered_on": "2023-01-18"},
        {"act": "public_copy", "destroyed_by_order_of": ORDER, "ordered_on": "2023-01-18"},
    ],
)
def test_the_database_takes_no_half_order_and_none_of_another_act(changes: dict[str, str]) -> None:
    entry, scan = recorded_paper()
    decision = decided_about(entry, scan, Act.WITHHOLDING)
    with pytest.raises(IntegrityError, match=r"handin_(order_whole|.*_fits_act)"), transaction.atomic():
        HandIn.objects.filter(pk=decision.pk).update(**changes)


def test_an_order_does_not_change_once_it_is_recorded() -> None:
    entry, scan = recorded_paper()
    act = ordered(entry, scan)
    for changes in ({"destroyed_by_order_of": "", "ordered_on": None}, {"destroyed_by_order_of": "Somebody else"}):
        with pytest.raises(IntegrityError, match="its facts do not change"), transaction.atomic():
            HandIn.objects.filter(pk=act.hand_in_id).update(**changes)


def test_the_portals_own_role_carries_it_out() -> None:
    entry, scan = recorded_paper()
    act = ordered(entry, scan)
    with plain_role():
        assert str(scan.file.name) in destroy_file(entry_id=act.pk)


def test_operators_read_what_to_delete_from_backups_and_remove_what_a_backup_brought_back() -> None:
    entry, scan = recorded_paper()
    act = ordered(entry, scan)
    destroy_file(entry_id=act.pk)
    names = list(names_to_remove([act]))
    out, err = StringIO(), StringIO()
    call_command("destroyed_files", stdout=out, stderr=err)
    assert out.getvalue().splitlines() == [f"{act.number}\t{name}" for name in names]
    assert err.getvalue() == ""
    default_storage.save(str(scan.file.name), io.BytesIO(b"%PDF of a backup"))
    call_command("destroyed_files", stdout=out, stderr=err)
    assert err.getvalue() == f"1 of {len(names)} are still there. Remove them with --remove.\n"
    call_command("destroyed_files", "--remove", stdout=out, stderr=err)
    assert stored(str(scan.file.name)) == [False]
    assert not Scan.objects.visible_to(AnonymousUser()).exists()
    assert not PublicCopy.objects.visible_to(AnonymousUser()).exists()
    check_all()
    assert scan.visibility == Visibility.PUBLIC
