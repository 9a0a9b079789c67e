"""Documents that are ready in no time, and entries written past the services as by somebody with a database shell."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from agreements import canonical
from agreements.choices import BY_ASSOCIATION, ONE_SIDE, FileRole
from agreements.models import HandIn, PageImage, RegistryEntry
from agreements.models.register import new_code
from agreements.services.reviewing import review_hand_in
from sistercities.accounts.models import User
from tests.factories import StaffFactory
from tests.factories_agreements import ScanFactory, handed_in, picture_bytes, record

ENTRY = "agreements_registryentry"


def quickly_handed_in(**facts: Any) -> HandIn:
    """Waiting for review, with one small picture for every page instead of a real rendering."""
    hand_in = handed_in(with_pages=False, **facts)
    add_small_pages(hand_in)
    return hand_in


def add_small_pages(hand_in: HandIn) -> None:
    """A small picture for every page of every file."""
    picture = ContentFile(picture_bytes(size=(85, 110)))
    for scan in hand_in.scans.all():
        for number in range(1, scan.pages + 1):
            page = PageImage(scan=scan, number=number, media_type="image/jpeg", width=85, height=110)
            page.file.save(str(number), picture, save=False)
            page.save()


def quickly_reviewed(*, reviewer: User | None = None, **facts: Any) -> HandIn:
    """Waiting for the second person, with the same small pictures."""
    hand_in = quickly_handed_in(**facts)
    return review_hand_in(hand_in_id=hand_in.pk, by=reviewer or StaffFactory(), now=timezone.now())


def quickly_recorded(*, recorder: User | None = None, **facts: Any) -> RegistryEntry:
    """An entry of the register whose page pictures are small."""
    return record(quickly_reviewed(**facts), recorder=recorder)


def entry_row(hand_in: HandIn, *, recorder: User, reviewer: User | None = None, **changes: Any) -> dict[str, Any]:
    """The row that the service would write for this document now; `changes` replace columns, then the hash follows.

    `hash` among the changes stands as it is.
    """
    newest = RegistryEntry.objects.order_by("-seq").first()
    now = changes.pop("recorded_at", timezone.now()).replace(microsecond=0)
    year = timezone.localdate(now).year
    known = RegistryEntry.objects.founding().filter(number__startswith=f"SC-{year}-").count()
    _make_fit(hand_in, act=changes.get("act", "founding"), founding_id=changes.get("founding_id"))
    content = canonical.draft(hand_in)
    row = {
        "seq": newest.seq + 1 if newest else 1,
        "number": f"SC-{year}-{known + 1:05d}",
        "act": "founding",
        "founding_id": None,
        "partnership_id": hand_in.partnership_id,
        "hand_in_id": hand_in.pk,
        "kind": content["kind"],
        "recorded_at": now,
        "received_on": hand_in.received_on,
        "previous_hash": newest.hash if newest else canonical.NO_PREVIOUS,
        "code": new_code(),
        "reviewed_by_id": reviewer.pk if reviewer else hand_in.reviewed_by_id,
        "recorded_by_id": recorder.pk,
        **changes,
    }
    said = canonical.final(content, seq=row["seq"], number=row["number"], recorded_at=now)
    row.setdefault("canonical", canonical.as_text({**said, "act": row["act"]}))
    row.setdefault("hash", canonical.chained_hash(row["previous_hash"], row["canonical"]))
    return row


def _make_fit(hand_in: HandIn, *, act: str, founding_id: int | None) -> None:
    """Let a document do what the entry is to say; of one side, the first."""
    hand_in.refresh_from_db(fields=["act", "founding", "acting_party"])
    if act == hand_in.act or founding_id is None:
        return
    hand_in.act, hand_in.founding_id = act, founding_id
    hand_in.acting_party = hand_in.partnership.parties.get(side=1) if act in ONE_SIDE else None
    if act in BY_ASSOCIATION:
        hand_in.committee, hand_in.on_behalf, hand_in.reason = None, True, "Decided so"
        ScanFactory(hand_in=hand_in, role=FileRole.DECISION)
    hand_in.save()


def insert(table: str, row: dict[str, Any]) -> int:
    """INSERT one row; returns its id."""
    names, places = ", ".join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", list(row.values()))  # noqa: S608
        return cursor.fetchone()[0]


def insert_entry(hand_in: HandIn, *, papers: bool = True, is_recorded: bool = True, **facts: Any) -> int:
    """INSERT an entry with the papers it rests on, mark the document as recorded, and let the database check it all."""
    entry_id = insert(ENTRY, entry_row(hand_in, **facts))
    for n, paper in enumerate(hand_in.instruments.order_by("pk") if papers else (), start=1):
        insert("agreements_entryinstrument", {"entry_id": entry_id, "instrument_id": paper.pk, "n": n})
    if is_recorded:
        run("UPDATE agreements_handin SET status = 'recorded' WHERE id = %s", hand_in.pk)
    check_all()
    return entry_id


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def check_all() -> None:
    """What the database otherwise checks at commit."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def plain_role() -> Iterator[None]:
    """Work as the role that an association gives to the portal: it reads and writes rows and owns nothing.

    It is made on the test's connection and gone with the test's transaction.
    """
    role = f"plain_{os.getpid()}"
    run(f"CREATE ROLE {role} NOSUPERUSER")
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    run(f"SET LOCAL ROLE {role}")
    yield
    run("RESET ROLE")
