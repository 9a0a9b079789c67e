"""The pages of those who work for the association."""

from django.urls import reverse
from playwright.sync_api import Page

from agreements.models import HandIn, Question, RegistryEntry
from directory.models import Committee, Community, LawAdvisory, Silence
from partnerships.models import EarlierRecognition
from sistercities.accounts.models import User
from sistercities.common.sheets import all_sheets
from sistercities.desk.models import Task
from sistercities.post.models import Mail
from tests.accounts.test_passkeys import READER
from tests.e2e.kinds import Act, Kind, fill_and_press, press
from tests.e2e.world import World, hand_in_of, partnership_between

CORRECTIONS = ("partnership", "document", "council", "text")


def reviewer_kinds(world: World) -> list[Kind]:
    return [*queue(), *people(), *review(world), *by_post(world), *earlier(), *office(world)]


def queue() -> list[Kind]:
    task = Task.objects.open().order_by("pk").first()
    return [
        Kind("/desk/"),
        Kind("/desk/?who=mine"),
        Kind("/desk/?who=put-off"),
        Kind(reverse("task_defer", args=[task.pk])),
        Kind(reverse("task_defer", args=[task.pk]), act=press("Put off"), note="without a day"),
        *(Kind(reverse("question_answer", args=[row.pk])) for row in Question.objects.all()),
        Kind("/desk/no-such-page/", status=404),
    ]


def people() -> list[Kind]:
    kobe, seattle = Community.objects.get(name="Kobe"), Committee.objects.get(communities__name="Seattle")
    return [
        Kind("/desk/people/"),
        Kind("/desk/people/?q=kobe"),
        Kind("/desk/people/?q=nothing"),
        Kind("/desk/people/committees/new/"),
        Kind("/desk/people/committees/new/?q=seattle"),
        Kind("/desk/people/committees/new/?q=nowhere", act=press("Add this committee"), note="without anything"),
        Kind("/desk/staff/"),
        *(Kind(page_of(name)) for name in ("registrar", "registrar2")),
        Kind("/desk/staff/me/"),
        Kind("/desk/staff/me/", act=press("Keep these days"), note="without a last day"),
        Kind(page_of("admin"), act=press("Ask that it is removed"), route="second_step_ask", note="no reason"),
        Kind(reverse("desk_committee_people", args=[seattle.pk])),
        Kind(reverse("on_behalf_begin", args=[seattle.pk])),
        Kind(reverse("on_behalf_begin", args=[seattle.pk]), act=press("Begin"), note="without anything"),
        Kind(reverse("desk_committee_post", args=[seattle.pk])),
        Kind(reverse("desk_seat_post", args=[seattle.seats.earliest("pk").pk])),
        Kind(reverse("community_guests", args=[kobe.slug])),
        *care(seattle),
    ]


def care(seattle: Committee) -> list[Kind]:
    """Handing over on behalf, notice that runs and that has run out, the end of a committee."""
    first, last = Silence.objects.open().order_by("-runs_until")[0], Silence.objects.open().order_by("runs_until")[0]
    handover, dissolved = (
        reverse(route, args=[seattle.pk]) for route in ("desk_committee_handover", "committee_dissolve")
    )
    running, run_out = (reverse("committee_silence", args=[row.committee_id]) for row in (first, last))
    gone = Committee.objects.exclude(dissolved_on=None).earliest("pk")
    return [
        Kind(handover),
        Kind(handover, act=press("Send the letter"), note="without anything"),
        Kind(reverse("committee_silence", args=[seattle.pk])),
        Kind(reverse("committee_silence", args=[seattle.pk]), act=press("Write to all"), note="without a reason"),
        Kind(running),
        Kind(running, act=press("They answered"), route="silence_answered", note="without a word"),
        Kind(run_out),
        Kind(run_out, act=press("Invite a new main contact"), route="silence_seat", note="without an address"),
        Kind(dissolved),
        Kind(dissolved, act=press("Mark it as dissolved"), note="without a day"),
        *(Kind(reverse("desk_committee_people", args=[row.pk])) for row in (first.committee, gone)),
    ]


def page_of(name: str, route: str = "staff_detail") -> str:
    """The page of one of the demonstration's people."""
    return reverse(route, args=[User.objects.get(email=f"{name}@demo.example").pk])


def review(world: World) -> list[Kind]:
    waiting, returned = hand_in_of("San Diego", "Yokohama"), hand_in_of("Tacoma", "Vladivostok")
    recorded = hand_in_of("Seattle", "Kobe")
    pk, scan = waiting.pk, waiting.scans.get()
    open_side, of_law, unreal = (
        reverse("handin_review", args=[hand_in_of(*pair).pk])
        for pair in (("Seattle", "Tashkent"), ("San Antonio", "Wuxi"), ("Newark", "Kailasa"))
    )
    nothing_said = unfold_and(press("Save", within="main .checks details[open]"))
    return [
        *(Kind(reverse("handin_review", args=[row.pk])) for row in (waiting, returned, recorded)),
        Kind(open_side, note="a side to look up"),
        Kind(open_side, act=nothing_said, route="handin_check", note="looked up without a word"),
        Kind(of_law, note="a law to read"),
        Kind(unreal, note="a side that is not real"),
        Kind(reverse("handin_return", args=[pk])),
        Kind(reverse("handin_return", args=[pk]), act=see_letter, note="with the letter"),
        Kind(reverse("handin_refuse", args=[pk])),
        Kind(reverse("handin_refuse", args=[pk]), act=press("Show the letter"), note="without a reason"),
        *(Kind(reverse(f"handin_correct_{part}", args=[pk])) for part in CORRECTIONS),
        Kind(reverse("handin_correct_arrival", args=[on_behalf().pk])),
        Kind(reverse("handin_correct_signers", args=[pk, 2])),
        Kind(reverse("handin_correct_file", args=[pk, scan.pk])),
        Kind(reverse("handin_correct_files", args=[pk])),
        Kind(reverse("handin_review", args=[world.received_copy.pk]), note="with a public copy"),
        Kind(reverse("handin_correct_copy", args=[world.received_copy.pk, world.received_copy.scans.get().pk])),
        *decisions(world.copy_to_come),
        Kind(reverse("handin_review", args=[world.received_two.pk]), note="two papers"),
        Kind(reverse("handin_correct_paper", args=[world.received_two.pk, 2])),
        *later_acts(world),
    ]


def later_acts(world: World) -> list[Kind]:
    received, number = world.later_received, hand_in_of("Seattle", "Kobe").entries.get().number
    dormant = partnership_between("San Bernardino", "Herzliya")
    return [
        Kind(reverse("handin_review", args=[received.pk]), note="a suspension"),
        Kind(reverse("handin_correct_act", args=[received.pk])),
        Kind(reverse("handin_correct_terms", args=[received.pk])),
        Kind(reverse("side_tell", args=[world.told.pk])),
        Kind(reverse("side_tell", args=[world.told.pk]), act=press("It was handed over"), note="without a day"),
        Kind("/desk/registry/"),
        Kind("/desk/registry/?number=SC-1999-1", note="no such number", status=422),
        Kind(reverse("entry_decide", args=[number])),
        *(Kind(reverse("entry_act", args=[number, act])) for act in ("void", "erratum", "supersession")),
        Kind(reverse("entry_act", args=[number, "erratum"]), act=press("Save the decision"), note="without anything"),
        Kind(reverse("partnership_state", args=[dormant.slug]), note="active again, for a side"),
    ]


def decisions(copying: HandIn) -> list[Kind]:
    """What the association decides about a file of a record."""
    number = copying.founding.number
    withholding = reverse("entry_act", args=[number, "withholding"])
    return [
        Kind(reverse("desk_registry")),
        Kind(reverse("entry_decide", args=[number])),
        Kind(reverse("entry_act", args=[number, "public_copy"]), note="a public copy"),
        Kind(withholding, note="a withholding"),
        Kind(withholding, act=press("Save the decision"), note="a withholding without anything"),
        Kind(reverse("handin_act_copy", args=[copying.pk])),
        Kind(reverse("handin_review", args=[copying.pk]), note="a public copy of a recorded file"),
    ]


def on_behalf() -> HandIn:
    """One that staff typed and that can still be corrected."""
    found = HandIn.objects.filter(on_behalf=True, founding=None, status__in=("handed_in", "reviewed")).first()
    assert found
    return found


def by_post(world: World) -> list[Kind]:
    pk = world.on_behalf.pk
    search = fill_and_press({"Name of the community at home": "Seattle"}, "Search")
    return [
        Kind(reverse("handin_take", args=[world.draft.pk])),
        Kind("/desk/documents/arrived/"),
        Kind("/desk/documents/arrived/", act=press("Save and go on"), note="without anything"),
        Kind(reverse("handin_arrival", args=[pk])),
        Kind(reverse("handin_partnership", args=[pk]) + "?q=seattle"),
        Kind(reverse("handin_pair", args=[pk])),
        Kind(reverse("handin_pair", args=[pk]), act=search, note="found"),
        Kind("/workspace/handins/"),
    ]


def earlier() -> list[Kind]:
    """What this person entered waits for a colleague."""
    names = {"Community at home": "Portland", "Community abroad": "Nowhere, Norway"}
    return [
        Kind("/desk/earlier/"),
        Kind("/desk/earlier/enter/"),
        Kind("/desk/earlier/enter/", act=of_first_line(names, "Search for these communities"), note="found and new"),
        Kind("/desk/earlier/enter/", act=press("Keep these lines"), note="without anything"),
        Kind(earlier_waiting()),
    ]


def earlier_to_confirm() -> list[Kind]:
    """The same list for a colleague."""
    without_a_reason = unfold_and(press("Take this line out", within="main details[open]"))
    return [
        Kind("/desk/earlier/"),
        Kind(earlier_waiting()),
        Kind(earlier_waiting(), act=press("Confirm the ticked"), note="without a tick"),
        Kind(earlier_waiting(), act=without_a_reason, route="earlier_remove", note="without a reason"),
    ]


def earlier_waiting() -> str:
    return reverse("earlier_confirm", args=[EarlierRecognition.objects.waiting().earliest("pk").pk])


def of_first_line(fields: dict[str, str], name: str) -> Act:
    """Type into the first line, then press."""

    def act(page: Page) -> None:
        for label, value in fields.items():
            page.get_by_label(label, exact=True).first.fill(value)
        press(name)(page)

    return act


def office(world: World) -> list[Kind]:
    receipt = Mail.objects.filter(kind__endswith="receipt").latest("pk")
    return [
        Kind("/desk/mail/"),
        Kind(reverse("mail_detail", args=[receipt.pk])),
        Kind("/desk/pages/"),
        Kind("/desk/pages/faq/"),
        Kind("/desk/pages/faq/", act=press("See it first"), note="seen before"),
        Kind("/desk/pages/faq/texts/"),
        Kind("/desk/association/"),
        Kind("/desk/policy/"),
        Kind("/desk/sheets/"),
        Kind("/desk/sheets/?q=D-", status=422),
        *(Kind(reverse("sheet", args=[kind.name])) for kind in all_sheets()),
        Kind(reverse("sheet_filled", args=["document", world.received_two.pk])),
        Kind(reverse("mistake_detail", args=[world.report.pk])),
        Kind("/desk/post/"),
        Kind(reverse("post_batch", args=[world.batch.pk])),
        Kind(reverse("post_batch", args=[world.batch.pk]), act=press("Mark as posted"), note="posted"),
        Kind("/desk/letters/"),
        Kind("/desk/letters/new/"),
        Kind("/desk/letters/new/", act=press("Save"), note="without anything"),
        Kind("/desk/letters/missing-date/"),
        Kind("/desk/letters/missing-date/", act=press("See it first"), note="seen before"),
        Kind("/desk/letters/missing-date/texts/"),
        *lists(world),
        Kind("/desk/laws/"),
        Kind("/desk/laws/new/"),
        Kind("/desk/laws/new/", act=press("Save"), note="without anything"),
        Kind(reverse("advisory_edit", args=[LawAdvisory.objects.earliest("pk").pk])),
    ]


def lists(world: World) -> list[Kind]:
    """Lists that were brought in: imported with lines that wait, and looked through."""
    ambiguous, unresolved = world.listed.lines.open().order_by("number")
    return [
        Kind("/desk/imports/"),
        Kind("/desk/imports/partnerships/"),
        Kind("/desk/imports/partnerships/", act=press("Look at the lines"), note="without anything"),
        Kind(reverse("list_import", args=[world.listed.pk])),
        Kind(reverse("list_import", args=[world.looked_at.pk]) + "?status=invalid", note="one status"),
        Kind(reverse("list_import", args=[world.looked_at.pk]), note="looked through"),
        Kind(ambiguous.get_absolute_url()),
        Kind(ambiguous.get_absolute_url(), act=press("Import this line"), note="without a choice"),
        Kind(unresolved.get_absolute_url(), note="nothing found"),
        Kind(unresolved.get_absolute_url() + "?search1=nagasaki", note="searched"),
    ]


def registrar_kinds(world: World) -> list[Kind]:
    reviewed = hand_in_of("Chicago", "Warsaw")
    sealed = RegistryEntry.objects.get(hand_in=hand_in_of("Seattle", "Kobe"))
    back = press("Back to the reviewer", within="main details")
    return [
        *earlier_to_confirm(),
        Kind(reverse("handin_record", args=[reviewed.pk])),
        Kind(reverse("handin_record", args=[world.unmade.pk]), note="the preview is being made"),
        Kind(
            reverse("handin_record", args=[reviewed.pk]),
            act=unfold_and(back),
            route="handin_to_reviewer",
            note="no word",
        ),
        *(Kind(reverse("handin_recorded", args=[row.hand_in_id])) for row in (sealed, world.late, world.failed)),
        Kind("/desk/certificates/"),
        *(Kind(f"/desk/certificates/?state={state}") for state in ("failed", "waiting", "done")),
    ]


def administrator_kinds(world: World) -> list[Kind]:
    """With an app and printed codes, and then a key: the pages of the second step."""
    return [
        Kind("/desk/"),
        Kind("/desk/staff/"),
        *(Kind(page_of(name, "staff_leave")) for name in ("reviewer", "registrar2", "admin")),
        Kind(page_of("registrar")),
        Kind("/accounts/2fa/"),
        Kind("/accounts/2fa/recovery-codes/"),
        Kind("/accounts/2fa/recovery-codes/generate/"),
        Kind("/accounts/2fa/totp/deactivate/"),
        Kind("/accounts/2fa/webauthn/add/", act=add_key, route="mfa_list_webauthn"),
        Kind("/accounts/2fa/webauthn/", act=follow("Rename"), route="mfa_edit_webauthn"),
        Kind("/accounts/2fa/webauthn/", act=follow("Remove"), route="mfa_remove_webauthn"),
        Kind("/accounts/2fa/reauthenticate/"),
        Kind("/accounts/2fa/webauthn/reauthenticate/"),
    ]


def add_key(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": READER})
    page.get_by_label("Name").fill("Reader of the office computer")
    page.get_by_label("without the password").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Add this key").click()


def see_letter(page: Page) -> None:
    page.get_by_role("radio").first.check()
    page.get_by_role("textbox", name="note").fill("Page 2 is missing.")
    press("Show the letter")(page)
    page.get_by_role("heading", name="This is sent, word for word").wait_for()


def unfold_and(act):
    def acts(page: Page) -> None:
        page.locator("main details summary").first.click()
        act(page)

    return acts


def follow(name: str):
    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=name).first.click()

    return act
