"""Change the reasons for which documents are sent back or refused, and their letters."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sistercities.common.history import because
from sistercities.common.names import fold
from sistercities.common.visitors import Visitor

from .models import ReasonCode
from .placeholders import check_letter
from .services import refuse_stale

REASON_FIELDS = ("labels", "letters")
# Addresses beside those of the codes.
_NOT_A_CODE = frozenset({"new", "seen"})


class ReasonRefused(ValidationError):
    """This cannot be done with this reason; the sentence says what to do."""


@transaction.atomic
def add_reason(*, use: str, label: str, letter: str, by: Visitor, language: str = "en") -> ReasonCode:
    """Add a reason as the last of its use. Its code is made from the label and never changes.

    ValidationError: `by` is not of the staff, an unknown use, a placeholder that `check_letter` refuses.
    """
    _refuse_others(by)
    check_letter(letter, use=use)
    last = ReasonCode.objects.filter(use=use).aggregate(last=Max("position"))["last"]
    row = ReasonCode(code=_free_code(label), use=use, labels={"en": label}, position=(last or 0) + 1)
    row.labels, row.letters = {"en": label, language: label}, {"en": letter, language: letter}
    row.full_clean()
    because("reason_added", row.code)
    row.save()
    return row


@transaction.atomic
def save_reason(*, code: str, label: str, letter: str, version: str, by: Visitor, language: str = "en") -> ReasonCode:
    """Replace label and letter of a reason in one language; letters that were sent stay as they were sent.

    `version` is `version_of(row, REASON_FIELDS)` of the row when the form was opened; StaleForm if it was changed
    since. Refused as by `add_reason`; ReasonCode.DoesNotExist for an unknown code.
    """
    _refuse_others(by)
    row = ReasonCode.objects.select_for_update().get(code=code)
    refuse_stale(row, REASON_FIELDS, version)
    check_letter(letter, use=row.use)
    row.labels, row.letters = {**row.labels, language: label}, {**row.letters, language: letter}
    row.full_clean()
    because("reason_changed", code)
    row.save()
    return row


@transaction.atomic
def set_reason_current(*, code: str, is_current: bool, by: Visitor) -> ReasonCode:
    """Retire a reason, so that nobody can choose it any more, or bring it back.

    Refused (ReasonRefused): `by` is not of the staff, or it is the last one of its use that can be chosen.
    """
    _refuse_others(by)
    rows = {row.code: row for row in _locked_with_its_use(code)}
    row = rows[code]
    if not is_current and not any(other.is_current for other in rows.values() if other.code != code):
        raise ReasonRefused(_("This is the last reason of its kind. Add another one, or bring one back, first."))
    if row.is_current != is_current:
        because("reason_brought_back" if is_current else "reason_retired", code)
        row.is_current = is_current
        row.save(update_fields=["is_current"])
    return row


@transaction.atomic
def move_reason(*, code: str, up: bool, by: Visitor) -> ReasonCode:
    """Let a reason change places with the one before it (`up`) or after it among those of its use.

    At the end of the list nothing changes. Refused (ReasonRefused): `by` is not of the staff.
    """
    _refuse_others(by)
    rows = _locked_with_its_use(code)
    here = next(n for n, row in enumerate(rows) if row.code == code)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        because("reason_moved", code)
        rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows, start=1):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
    return ReasonCode.objects.get(code=code)


def _locked_with_its_use(code: str) -> list[ReasonCode]:
    """The reasons of the same use in their order. ReasonCode.DoesNotExist for an unknown code."""
    use = ReasonCode.objects.get(code=code).use
    return list(ReasonCode.objects.select_for_update().filter(use=use))


def _free_code(label: str) -> str:
    stem = slugify(fold(label))[:40].strip("-") or "reason"
    taken = {*ReasonCode.objects.filter(code__startswith=stem).values_list("code", flat=True), *_NOT_A_CODE}
    code, n = stem, 2
    while code in taken:
        code, n = f"{stem}-{n}", n + 1
    return code


def _refuse_others(by: Visitor) -> None:
    if not (by.is_authenticated and by.is_active and by.is_staff):
        raise ReasonRefused(_("Only the association does this."), code="person")
