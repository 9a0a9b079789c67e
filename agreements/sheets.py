"""The hand-in of a document on paper: made from the very steps and forms of the guided hand-in."""

from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import REFERENCE_MARK, WITH_COMMITTEE, Act
from agreements.forms.handin_acts import ActForm, TermsForm
from agreements.forms.handin_council import CouncilForm
from agreements.forms.handin_files import ScanForm, StatementForm, UploadForm, WithdrawForm
from agreements.forms.handin_paper import PaperForm
from agreements.forms.handin_partnership import CommunityForm, FurtherForm, PairForm, PartnershipForm
from agreements.forms.handin_signers import SignedForm, SignerForm, prefix_of
from agreements.forms.handin_start import StartForm
from agreements.forms.questions import LookForm, QuestionForm
from agreements.forms.verify import NamesForm
from agreements.models import HandIn, Scan
from agreements.returned import sent_back
from directory.models import Committee, Community
from partnerships.models import Partnership
from sistercities.common.sheets import Filled, Part, SheetKind, register_sheet

SIGNERS_ON_PAPER = 1
# How the paper reached the association is for its staff to say.
STAFF_STEP = "arrival"
SIGNATURE = (gettext_lazy("Your name"), gettext_lazy("Day"), gettext_lazy("Your signature"))


def blank_hand_in() -> list[Part]:
    """Every question of the hand-in; the first two sides are called ours and the other."""
    ours, theirs = _("your community"), _("the community abroad")
    nowhere = Community.objects.none()
    pair = [
        PartnershipForm(offered=[]),
        PairForm(homes=None, among=nowhere),
        CommunityForm(prefix="new"),
    ]
    own = PaperForm(likely=[], side=theirs, is_first=False, prefix="second")
    return [
        Part(
            _("Who hands it in"),
            [StartForm(committees=Committee.objects.none())],
            asks=[_("Your name"), _("How we can reach you")],
        ),
        Part(_("The partnership"), pair, note=_("Answer the questions about a new community only if you know.")),
        Part(
            _("Only if more than two communities signed: the third one"),
            [FurtherForm(number=3, among=nowhere), CommunityForm(prefix="third", is_abroad=False)],
            note=_(
                "Copy these questions for a fourth one. Answer the questions about who signed and about the council "
                "for each of them too."
            ),
        ),
        Part(
            _("Only if they have an agreement on the register already: what does this paper do to it?"),
            [ActForm(parties=[]), TermsForm(act=Act.SUSPENSION, prefix="terms")],
            note=_("If it gives notice, name the day on which the agreement ends in place of the first day."),
        ),
        Part(_("The document"), [PaperForm(likely=[], can_part=True)]),
        Part(_("The second paper, if each side has a paper of its own"), [own]),
        *(part for side, name in ((1, ours), (2, theirs)) for part in _signers(side, name)),
        *(Part(_("Council decision of %(side)s") % {"side": name}, [_council(name)]) for name in (ours, theirs)),
        Part(_("The papers"), [UploadForm(papers={}), ScanForm(scan=Scan(), prefix="scan")]),
        _statement([StatementForm()]),
    ]


def fill_hand_in(request: HttpRequest, pk: int) -> Filled | None:
    """The sheet of a document as far as it is filled in; of one that came back, with the letter that says why."""
    from agreements.views.handin_rail import steps_of
    from agreements.views.handin_words import title_of

    hand_in = HandIn.objects.visible_to(request.user).for_list().filter(pk=pk).first()
    if hand_in is None:
        return None
    *steps, summary = steps_of(hand_in)
    asked = [step for step in steps if step.key != STAFF_STEP]
    parts = [Part(step.label, _forms_of(request, hand_in, step.url) or _unnamed(step.side)) for step in asked]
    returned = sent_back(hand_in)
    letter = "\n\n".join(filter(None, [returned.reason_label, returned.letter, returned.note])) if returned else ""
    statement = _statement(_forms_of(request, hand_in, summary.url))
    return Filled(about=title_of(hand_in), parts=[*parts, statement], letter=letter)


def fill_withdrawal(request: HttpRequest, pk: int) -> Filled | None:
    """To take a document back."""
    from agreements.views.handin_words import title_of

    hand_in = HandIn.objects.visible_to(request.user).for_list().filter(pk=pk).first()
    return Filled(about=title_of(hand_in), parts=blank_withdrawal()) if hand_in else None


def blank_withdrawal() -> list[Part]:
    return [Part(_("Why"), [WithdrawForm()]), Part(_("Signed"), asks=SIGNATURE)]


def desk_record(pk: int) -> str:
    """Where staff work on a document: what a committee types itself they take over first."""
    hand_in = HandIn.objects.filter(pk=pk).first()
    if hand_in is None:
        return ""
    if hand_in.status in WITH_COMMITTEE:
        return reverse("handin_detail" if hand_in.on_behalf else "handin_take", args=[pk])
    return reverse("handin_review", args=[pk])


def _forms_of(request: HttpRequest, hand_in: HandIn, url: str) -> Sequence[object]:
    """The forms of the step at this address, with what is kept; none where the step has to wait for another."""
    from agreements.views.handin_step import StepView

    match = resolve(url)
    # `as_view()` hangs the class on the function that it makes; the type of a function does not know that.
    view = cast("StepView", match.func.view_class())  # type: ignore[attr-defined]
    view.setup(request)
    kwargs = {name: value for name, value in match.kwargs.items() if name != "pk"}
    if view.open(hand_in, **kwargs):
        return ()
    view.with_what_is_kept()
    return view.forms


def _unnamed(side: int) -> Sequence[object]:
    """The questions of a step that needs to know the sides, before they are known."""
    name = _("your community") if side == 1 else _("the community abroad")
    if not side:
        return [_council(_("your community")), _council(_("the community abroad"))]
    return [form for part in _signers(side, name) for form in part.forms]


def _signers(side: int, name: str | Promise) -> list[Part]:
    today = timezone.localdate()
    country = settings.ASSOCIATION_COUNTRY if side == 1 else ""
    facts: dict[str, Any] = {"letters": [], "not_after": today, "country": country}
    people = [
        SignerForm(prefix=f"{side}-{prefix_of(n)}", initial={"not_later_than": None}, **facts)
        for n in range(SIGNERS_ON_PAPER)
    ]
    heading = _("Who signed for %(side)s") % {"side": name}
    note = _("If more than one person signed, answer for each. Copy these questions for each further person.")
    return [Part(heading, [SignedForm(side=str(name), prefix=str(side)), *people], note=note)]


def _council(name: str | Promise) -> CouncilForm:
    return CouncilForm(side=str(name), not_after=timezone.localdate())


def _blank_look() -> LookForm:
    return LookForm(partnerships=Partnership.objects.none(), today=timezone.localdate(), initial={"text": ""})


def _where_we_answer() -> Part:
    return Part(_("Where we answer"), asks=[_("Your name"), _("Your postal address"), _("Town and country")])


def _statement(forms: Sequence[object]) -> Part:
    return Part(_("Your statement"), forms, asks=SIGNATURE)


register_sheet(
    SheetKind(
        name="document",
        mark=REFERENCE_MARK,
        title=gettext_lazy("Hand in a signed document"),
        intro=gettext_lazy(
            "Answer what you know and leave out the rest. Send the sheet with copies of every page of the document and "
            "of the letters and decisions that you name. We type it for you and write to you what happens next."
        ),
        blank=blank_hand_in,
        fill=fill_hand_in,
        record=desk_record,
    )
)
register_sheet(
    SheetKind(
        name="withdrawal",
        mark="W",
        title=gettext_lazy("Take a document back"),
        intro=gettext_lazy("We take the document back for you, as long as it is not recorded."),
        blank=blank_withdrawal,
        fill=fill_withdrawal,
        record=desk_record,
    )
)
register_sheet(
    SheetKind(
        name="ask",
        mark="Q",
        title=gettext_lazy("Ask the association"),
        intro=gettext_lazy("Write what you want to know. We answer within some working days."),
        blank=lambda: [Part(_("Your question"), [QuestionForm()]), _where_we_answer()],
        fill=lambda _request, _pk: None,
        record=lambda _pk: "",
    )
)
register_sheet(
    SheetKind(
        name="look",
        mark="L",
        title=gettext_lazy("Ask us to look before signing"),
        intro=gettext_lazy("Enclose the text that will be signed. We tell you whether it can be recorded."),
        blank=lambda: [Part(_("The text and its signers"), [_blank_look()]), _where_we_answer()],
        fill=lambda _request, _pk: None,
        record=lambda _pk: "",
    )
)
register_sheet(
    SheetKind(
        name="question",
        mark="V",
        title=gettext_lazy("Ask whether an agreement is on the register"),
        intro=gettext_lazy(
            "Name two of the communities by any of their names. We write to you what the register says about them. You "
            "can ask us by phone too, or enclose a copy of a paper that you want to have compared."
        ),
        blank=lambda: [
            Part(_("Two of the communities"), [NamesForm()]),
            _where_we_answer(),
        ],
        fill=lambda _request, _pk: None,
        record=lambda _pk: "",
    )
)
