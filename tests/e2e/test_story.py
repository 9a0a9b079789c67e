"""A signed document becomes a public record that anybody can check: four people, one site, a real worker."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from sistercities.common.servers.programs import wait_until
from sistercities.post.models import Effect, Mail
from tests.e2e import papers
from tests.e2e.cast import Cast, Person

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(600)]

TITLE = re.compile("Seattle .+ Kobe")
NOTE = "Whose name stands under the seal of Seattle?"


def test_a_signed_document_becomes_a_record(
    cast: Cast, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    committee, reviewer, registrar, visitor = (Person(new_context()) for _person in range(4))
    committee.signs_in(cast.committee)
    hand_in(committee)

    reviewer.signs_in(cast.reviewer)
    send_back(reviewer)
    hand_in_again(committee)
    pass_on(reviewer)
    cannot_record(reviewer)

    registrar.signs_in(cast.registrar)
    number = record(registrar)
    committee.opens("/workspace/handins/")
    committee.follows(TITLE)
    committee.follows(f"Open the record {number}")

    pdf = find_on_register(visitor, number, tmp_path)
    check_with_script(visitor, pdf, number)
    check_without_script(Person(new_context(java_script_enabled=False)), pdf, number)
    assert "Signature is Valid" in subprocess.run(["pdfsig", pdf], capture_output=True, text=True, check=True).stdout
    call_command("verify_registry", verbosity=0)
    assert everything_is_sent()
    assert letters_to(cast) == {
        "committee": ["receipt", "returned", "receipt", "recorded", "pdf_ready"],
        "registrar": ["ready_to_record"],
        "office": ["to_side"],
    }


def hand_in(committee: Person) -> None:
    """Every step, one of them left and taken up again."""
    papers.begins(committee)
    papers.names_a_new_pair(committee, "Kobe")
    committee.chooses("Which one is it?", "Kobe 神戸市")
    committee.goes_on()
    papers.describes_the_paper(committee)
    committee.presses("Save and come back later")
    committee.reads("Saved. You can come back at any time.")
    committee.opens("/workspace/")
    committee.follows("Go on")
    committee.follows("Go on")
    papers.names_the_mayor(committee, "Seattle", "The mayer of Seattle")
    committee.reads("10 October 1957")
    committee.goes_on()
    papers.names_a_designee(committee, "Kobe")
    committee.goes_on()
    papers.names_the_decisions(committee)
    committee.goes_on()
    papers.adds_the_scans(committee)
    committee.goes_on()
    papers.types_the_text(committee)
    committee.goes_on()
    papers.hands_in(committee)


def takes(person: Person, kind: str) -> None:
    """Open the document from the queue and take it."""
    person.opens("/desk/")
    person.follows(TITLE, within=person.main.get_by_role("listitem").filter(has_text=kind))
    person.presses("I will take this")
    person.reads("You have taken this.")


def pages_are_drawn(person: Person, number: int) -> bool:
    """Whether the worker has made the pictures of all pages; the page is loaded anew."""
    person.page.reload()
    return person.main.locator("figure.scan img").count() == number


def send_back(reviewer: Person) -> None:
    takes(reviewer, "review")
    assert wait_until(lambda: pages_are_drawn(reviewer, 5), 60, pause=0.5)
    for fact in ("The mayer of Seattle", "Deputy Mayor", "Res. 17823", "10 October 1957", "October 1957"):
        reviewer.reads(fact)
    reviewer.follows("Send back to the committee")
    reviewer.ticks(reviewer.group("Reason").get_by_role("radio").first)
    reviewer.types("Note to the committee", NOTE)
    reviewer.presses("Show the letter")
    reviewer.reads(NOTE)
    reviewer.presses("Send back with this letter")
    reviewer.reads("Sent back with your letter.")


def hand_in_again(committee: Person) -> None:
    committee.opens("/workspace/")
    committee.sees("Your document was sent back")
    committee.follows("Go on")
    committee.reads(NOTE)
    committee.follows("Look through it and change it")
    committee.follows("Change who signed for Seattle")
    committee.types("Name", "The mayor of Seattle", within=committee.group("The signer"))
    committee.goes_on()
    committee.navigates("Steps", "Check and hand in")
    papers.hands_in(committee)


def pass_on(reviewer: Person) -> None:
    takes(reviewer, "review")
    reviewer.reads("The mayor of Seattle")
    reviewer.presses("Pass to the second person")
    reviewer.reads("Reviewed. It waits for the second person")


def cannot_record(reviewer: Person) -> None:
    reviewer.opens("/desk/")
    reviewer.follows(TITLE)
    reviewer.reads("You cannot record it")
    expect(reviewer.main.get_by_role("button", name="Record", exact=True)).to_have_count(0)


def record(registrar: Person) -> str:
    """Watch the certificate come as it will be, record, and watch the PDF come, without loading a page again."""
    takes(registrar, "record")
    registrar.sees("The agreement PDF, as it will be")
    first_page = registrar.main.get_by_alt_text("page 1 of the preview").first
    expect(first_page).to_be_visible(timeout=60_000)
    expect(first_page).to_have_js_property("complete", True)
    assert first_page.evaluate("image => image.naturalWidth") > 400
    registrar.page.wait_for_load_state("networkidle")  # the preview is no longer served once it is recorded
    registrar.sees("This will be public for ever")
    registrar.main.get_by_label("I compared the agreement PDF with the papers").check()
    registrar.presses("Record")
    registrar.sees("Recorded")
    expect(registrar.main.get_by_role("link", name="Open the PDF")).to_be_visible(timeout=60_000)
    found = re.search(r"SC-\d{4}-\d{5}", registrar.main.inner_text())
    assert found
    return found[0]


def find_on_register(visitor: Person, number: str, folder: Path) -> Path:
    """From the front page, and by search; then save the PDF."""
    visitor.opens("/")
    expect(visitor.main.get_by_role("link", name=number).or_(visitor.main.get_by_text(number)).first).to_be_visible()
    visitor.navigates("Main", "Register")
    visitor.fills(visitor.main.get_by_role("searchbox"), "神戸")
    visitor.presses("Search")
    visitor.clicks(visitor.main.get_by_role("listitem").filter(has_text=number).get_by_role("link").first)
    visitor.sees(number)
    for fact in ("The mayor of Seattle", "The deputy mayor of Kobe", papers.JAPANESE, "Res. 17823"):
        visitor.reads(fact)
    assert "letter.pdf" not in visitor.main.inner_text()
    entry = visitor.page.request.get(f"/registry/{number}/entry.json").json()
    head = visitor.page.request.get("/registry/head.json").json()
    assert (head["number"], head["hash"]) == (number, entry["hash"])
    pdf = folder / f"{number}.pdf"
    address = visitor.main.get_by_role("link", name="Get the PDF").get_attribute("href") or ""
    pdf.write_bytes(visitor.page.request.get(address).body())
    return pdf


def check_with_script(visitor: Person, pdf: Path, number: str) -> None:
    """The browser compares: the file itself is never sent."""
    visitor.navigates("Main", "Check a document")
    sent: list[tuple[str, str]] = []
    visitor.page.on("request", lambda request: sent.append((request.method, request.url)))
    visitor.main.get_by_label("The PDF to check").set_input_files(pdf)
    answers(visitor.page, unchanged=True)
    visitor.reads(number)
    assert {method for method, _url in sent} == {"GET"}
    assert sum("?sha256=" in url for _method, url in sent) == 1

    changed = pdf.with_name("changed.pdf")
    changed.write_bytes(pdf.read_bytes() + b"\n")
    visitor.main.get_by_label("The PDF to check").set_input_files(changed)
    answers(visitor.page, unchanged=False)


def check_without_script(visitor: Person, pdf: Path, number: str) -> None:
    visitor.opens("/verify/")
    visitor.main.get_by_label("The PDF to check").set_input_files(pdf)
    visitor.presses("Check this file")
    answers(visitor.page, unchanged=True)
    visitor.reads(number)


def answers(page: Page, *, unchanged: bool) -> None:
    """The two questions, answered apart."""
    answer = page.get_by_role("region", name="The answer")
    expect(answer).to_contain_text("Unchanged" if unchanged else "Does not match")
    expect(answer.get_by_role("heading", name="Is the agreement in force today?")).to_have_count(1 if unchanged else 0)


def everything_is_sent() -> bool:
    return wait_until(lambda: not Effect.objects.filter(done_at=None).exists(), 60, pause=0.5)


def letters_to(cast: Cast) -> dict[str, list[str]]:
    """The kinds of letter by person, in the order of writing."""
    people = {user.email: name for name, user in vars(cast).items() if hasattr(user, "email")}
    people[""] = "office"  # a letter for which the association has still to find a way
    found: dict[str, list[str]] = {}
    for to, kind in Mail.objects.filter(kind__startswith="agreements/").order_by("pk").values_list("to", "kind"):
        found.setdefault(people[to], []).append(kind.removeprefix("agreements/"))
    return found
