"""What everybody gets of a file that is on the register: itself, a public copy, or nothing since it was withheld."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from sistercities.common.dates import PartialDate, day_in_words

from . import canonical
from .choices import Act
from .models import PublicCopy, RegistryEntry, Scan


@dataclass(frozen=True)
class Shown:
    """`copy`: what is given instead of the original; `copied_by`: the act that brought it, None for one made before
    recording. `withheld_by`: the act since which neither is given; of one that was destroyed by order the act that
    says so.
    """

    copy: PublicCopy | None = None
    copied_by: RegistryEntry | None = None
    withheld_by: RegistryEntry | None = None

    @property
    def later_act(self) -> RegistryEntry | None:
        """The act of the register that changed what everybody gets."""
        return self.withheld_by or self.copied_by

    @property
    def destroyed_by_order_of(self) -> str:
        """Who ordered that it be destroyed, so that nobody has it any more; "" for every other file."""
        return order_of(self.withheld_by) if self.withheld_by else ""


def shown_of(scans: Sequence[Scan]) -> dict[int, Shown]:
    """What everybody gets of these files, by primary key, at two queries whatever their number.

    Who may see which bytes is decided by `visible_to`; this says the same in rows, for pages and documents. A decision
    is about a file by its fingerprint, wherever on the register the same file stands.
    """
    fingerprints = {scan.sha256 for scan in scans}
    acts = list(RegistryEntry.objects.about_files(fingerprints))
    counting = PublicCopy.objects.that_count().select_related("scan").order_by("pk")
    mine = Q(decision=None, scan__in=[scan.pk for scan in scans])
    copies = list(counting.filter(mine | Q(decision__isnull=False, scan__sha256__in=fingerprints)))
    return {scan.pk: _shown(scan, acts, copies) for scan in scans}


def _shown(scan: Scan, acts: list[RegistryEntry], copies: list[PublicCopy]) -> Shown:
    about = [act for act in acts if canonical.parsed(act.canonical)["about_file"] == scan.sha256]
    if withheld := [act for act in about if act.act == Act.WITHHOLDING]:
        return Shown(withheld_by=next(filter(order_of, withheld), withheld[0]))
    own = [copy for copy in copies if copy.scan.sha256 == scan.sha256 and (copy.decision_id or copy.scan_id == scan.pk)]
    if not own:
        return Shown()
    copy = own[-1]
    by = next((act for act in about if copy.decision_id and act.hand_in_id == copy.decision_id), None)
    return Shown(copy=copy, copied_by=by)


def order_of(act: RegistryEntry) -> str:
    """By whose order the file of a withholding was destroyed; "" where the association keeps it."""
    return str(canonical.parsed(act.canonical).get("destroyed_by_order_of", ""))


def said_of(act: RegistryEntry) -> str:
    """ "A file was withheld on 22 November 2026: a court ordered it (SC-2026-00002-1)"."""
    said = canonical.parsed(act.canonical)
    facts = {
        "day": day_in_words(act.recorded_at),
        "reason": str(said["reason"]).rstrip(". "),
        "number": act.number,
    }
    if order := order_of(act):
        facts |= {"order": order, "ordered": PartialDate.parse(said["ordered_on"]).in_words()}
        return (
            _(
                "A file was withheld on %(day)s and destroyed by order of %(order)s of %(ordered)s: "
                "%(reason)s (%(number)s)"
            )
            % facts
        )
    if act.act == Act.WITHHOLDING:
        return _("A file was withheld on %(day)s: %(reason)s (%(number)s)") % facts
    return _("A file was replaced by a public copy on %(day)s: %(reason)s (%(number)s)") % facts
