"""The pages of a committee's main contact, of its reader, and of the other side's guest."""

from django.urls import reverse
from playwright.sync_api import Page

from agreements.models import Question
from directory.models import Committee, Seat
from sistercities.accounts.models import User
from tests.e2e.kinds import Kind, fill_and_press, press
from tests.e2e.world import World, hand_in_of, partnership_between

STEPS = ("partnership", "pair", "document", "council", "files", "text", "summary", "withdraw")
OF_LATER = ("act", "terms", "document", "summary")
OF_TWO = ("document", "files", "text", "summary")
COPYING = (
    (None, "with a public copy"),
    (press("See the public copy"), "as everybody will get it"),
    (fill_and_press({"What is blacked out, and why?": ""}, "See the public copy"), "without a reason"),
)
SEATTLE = (("Seattle", "Kobe"), ("Seattle", "Tashkent"), ("Seattle", "Sihanoukville"))


def committee_kinds(world: World) -> list[Kind]:
    return [*workspace(world), *questions(), *people(), *wizard(world), *halfway(world), *account()]


def workspace(world: World) -> list[Kind]:
    partnerships = [partnership_between(*names) for names in SEATTLE]
    hand_ins = [hand_in_of(*names) for names in (*SEATTLE, ("Tacoma", "Vladivostok"))]
    return [
        Kind("/workspace/"),
        *(Kind(reverse("workspace_partnership", args=[row.slug])) for row in [*partnerships, world.draft.partnership]),
        Kind("/workspace/handins/"),
        *(Kind(row.get_absolute_url()) for row in hand_ins),
        Kind(reverse("handin_done", args=[hand_in_of("Seattle", "Tashkent").pk])),
        Kind(reverse("partnership_state", args=[partnership_between("Seattle", "Kobe").slug])),
        Kind("/workspace/no-such-page/", status=404),
    ]


def questions() -> list[Kind]:
    rows = Question.objects.filter(asked_by__email="committee@demo.example")
    return [
        Kind("/workspace/questions/"),
        Kind("/workspace/questions/new/?page=/workspace/"),
        Kind("/workspace/questions/new/", act=press("Send"), note="without a question"),
        Kind("/workspace/questions/look/"),
        Kind("/workspace/questions/look/", act=press("Send"), note="without anything"),
        *(Kind(row.get_absolute_url()) for row in rows),
    ]


def people() -> list[Kind]:
    seattle = Committee.objects.get(communities__name="Seattle")
    seat = Seat.objects.get(user__email="viewer@demo.example")
    own = Seat.objects.get(user__email="committee@demo.example", committee=seattle)
    people = reverse("committee_people", args=[seattle.pk])
    return [
        Kind(people),
        Kind(people, act=fill_and_press({"E-mail address": "viewer@demo.example"}, "Send"), note="invited twice"),
        Kind(reverse("committee_handover", args=[seattle.pk])),
        Kind(reverse("committee_handover", args=[seattle.pk]), act=press("Send the letter"), note="without anything"),
        Kind(reverse("committee_sheet", args=[seattle.pk])),
        Kind(reverse("seat_detail", args=[seat.pk])),
        Kind(reverse("seat_detail", args=[own.pk]), act=press("End"), route="seat_end", note="the last one"),
    ]


def wizard(world: World) -> list[Kind]:
    draft = world.draft
    scans = draft.scans.order_by("pk")
    copying = reverse("handin_copy", args=[world.copied.pk, world.copied.scans.get().pk])
    return [
        Kind("/workspace/handins/new/"),
        Kind(f"/workspace/handins/new/?partnership={draft.partnership.slug}"),
        Kind(draft.get_absolute_url(), note="a draft"),
        *(Kind(reverse(f"handin_{step}", args=[draft.pk])) for step in STEPS),
        *(Kind(reverse("handin_signers", args=[draft.pk, side])) for side in (1, 2)),
        *(Kind(reverse(f"handin_{step}", args=[world.draft_of_two.pk]), note="two papers") for step in OF_TWO),
        Kind(reverse("handin_paper", args=[world.draft_of_two.pk, 2])),
        Kind(f"/workspace/handins/new/?partnership={world.later.partnership.slug}", note="a later paper"),
        *(Kind(reverse(f"handin_{step}", args=[world.later.pk]), note="a later paper") for step in OF_LATER),
        *(Kind(reverse("handin_file", args=[draft.pk, scan.pk])) for scan in scans),
        Kind(reverse("handin_copy", args=[draft.pk, scans[0].pk]), note="its pages not drawn"),
        *(Kind(copying, act=act, note=note) for act, note in COPYING),
    ]


def halfway(world: World) -> list[Kind]:
    """Steps with everything open that script would fold away, and with errors."""
    pk = world.draft.pk
    pair, signers = reverse("handin_pair", args=[pk]), reverse("handin_signers", args=[pk, 1])
    return [
        Kind("/workspace/handins/new/", act=press("Begin"), note="no committee chosen"),
        Kind(pair, act=fill_and_press({"Name of the community abroad": "Kobe"}, "Search"), note="found"),
        Kind(pair, act=fill_and_press({"Name of the community abroad": "Ys"}, "Search"), note="not found"),
        Kind(pair, act=press("Add another community"), note="a third community"),
        Kind(signers, act=empty_signer, note="a designee without anything"),
        Kind(signers, act=press("Add another signer"), note="two signers"),
        Kind(reverse("handin_council", args=[pk]), act=open_council, note="a decision nobody knows"),
        Kind(reverse("handin_files", args=[pk]), act=refused_file, note="a refused file"),
        Kind(reverse("handin_summary", args=[pk]), act=press("Hand in"), note="without the statement"),
    ]


def account() -> list[Kind]:
    return [
        Kind("/accounts/profile/"),
        Kind("/accounts/post/"),
        Kind("/accounts/email/"),
        Kind("/accounts/password/change/"),
        Kind("/accounts/password/change/", act=press("Save the password"), note="without anything"),
        Kind("/accounts/2fa/"),
        Kind("/accounts/2fa/totp/activate/"),
        Kind("/accounts/2fa/webauthn/"),
        Kind("/accounts/2fa/webauthn/add/"),
        Kind("/accounts/reauthenticate/"),
        Kind("/accounts/logout/"),
    ]


def viewer_kinds(world: World) -> list[Kind]:
    seattle = Committee.objects.get(communities__name="Seattle")
    return [
        Kind("/workspace/"),
        Kind(reverse("workspace_partnership", args=[partnership_between("Seattle", "Kobe").slug])),
        Kind(reverse("committee_people", args=[seattle.pk])),
        Kind("/workspace/handins/"),
        Kind(hand_in_of("Seattle", "Tashkent").get_absolute_url()),
        Kind(world.draft.get_absolute_url()),
        Kind(reverse("invitation_accept", args=[world.invitation]), note="somebody else's"),
    ]


def guest_kinds(world: World) -> list[Kind]:
    assert User.objects.filter(email="partner@demo.example").exists()
    return [
        Kind("/workspace/"),
        Kind(reverse("workspace_partnership", args=[partnership_between("Seattle", "Kobe").slug])),
        Kind("/workspace/handins/"),
        Kind(reverse("handin_start"), status=404),
        Kind("/desk/", status=404),
    ]


def empty_signer(page: Page) -> None:
    for box in page.get_by_role("textbox").all():
        if box.is_visible():
            box.fill("")
    page.get_by_label("Designee").first.check()
    press("Save and go on")(page)


def open_council(page: Page) -> None:
    page.get_by_label("Yes").first.check()
    page.get_by_label("No decision was needed").last.check()
    press("Save and go on")(page)


def refused_file(page: Page) -> None:
    web_page = {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": b"<!DOCTYPE html><p>signed</p>"}
    page.locator("input[type=file][name=signed]").set_input_files(web_page)
    press("Add the chosen files")(page)
    page.get_by_text("agreement.pdf:").first.wait_for()
