"""The pages of a visitor who is not signed in."""

from functools import partial

import psycopg
from django.urls import reverse
from playwright.sync_api import Page

from agreements.models import RegistryEntry, SealedPdf
from directory.models import Silence
from directory.services.silences import token_for
from sistercities.association.first_texts import first_texts
from sistercities.pages.styleguide import PAGES
from sistercities.post.models import Mail
from tests.e2e.kinds import Kind, fill_and_press, press
from tests.e2e.world import World, hand_in_of, partnership_between
from tests.served import database_url_of_test

STRANGE_FINGERPRINT = "0" * 64


def styleguide_kinds() -> list[Kind]:
    """Samples may use the words of the trade."""
    return [Kind(f"/styleguide/{name}/" if name else "/styleguide/", speaks_plainly=False) for name in PAGES]


def public_kinds(world: World) -> list[Kind]:
    return [
        *styleguide_kinds(),
        *edited_pages(),
        *lists(),
        *reports(),
        *records(world),
        *checking(),
        *entrances(world),
        *mails(),
        *refusals(),
        newcomer(world),
    ]


def edited_pages() -> list[Kind]:
    pages = [
        Kind(f"/{text.name}/", speaks_plainly=text.name != "how-a-record-is-protected") for text in first_texts("pages")
    ]
    return [Kind("/"), Kind("/statistics/"), *pages]


def reports() -> list[Kind]:
    """Reporting a mistake on a public record."""
    about = partnership_between("Seattle", "Kobe").get_absolute_url()
    form = f"{reverse('mistake_report')}?about={about}"
    return [Kind(form), Kind(form, act=press("Send the report"), note="without a word"), Kind("/report/thanks/")]


def lists() -> list[Kind]:
    partnerships = [partnership_between("Seattle", "Kobe"), partnership_between("Chicago", "Warsaw")]
    communities = [partnerships[0].parties.get(side=side).community for side in (1, 2)]
    return [
        Kind("/directory/"),
        Kind("/directory/?q=kobe"),
        Kind("/directory/?q=nothing+of+this+name"),
        Kind("/partnerships/"),
        Kind("/partnerships/?q=seattle"),
        Kind("/partnerships/?q=nothing+of+this+name"),
        Kind("/registry/"),
        Kind("/registry/?q=kobe"),
        Kind("/registry/?q=nothing+of+this+name"),
        *(Kind(community.get_absolute_url()) for community in communities),
        *(Kind(partnership.get_absolute_url()) for partnership in partnerships),
    ]


def records(world: World) -> list[Kind]:
    sealed = RegistryEntry.objects.get(hand_in=hand_in_of("Seattle", "Kobe"))
    return [
        Kind(sealed.get_absolute_url()),
        Kind(world.late.get_absolute_url(), note="while the PDF is made"),
        Kind(world.recorded_copy.get_absolute_url(), note="with a public copy"),
        *(Kind(act.get_absolute_url(), note=act.act) for act in acts_of_the_demonstration()),
        Kind(f"{sealed.get_absolute_url()}?as_of=1960-01-01", note="as of another day"),
        Kind(world.withheld.get_absolute_url(), note="of a withholding"),
        Kind(world.withheld.founding.get_absolute_url(), note="with a withheld file"),
        Kind(reverse("registry_pdf", args=[world.late.number]), status=503),
    ]


def acts_of_the_demonstration() -> list[RegistryEntry]:
    """One later act of each kind."""
    acts = RegistryEntry.objects.exclude(act="founding").filter(hand_in__arrived_from__gt="").order_by("act", "seq")
    return list(acts.distinct("act"))


def checking() -> list[Kind]:
    """What the checking page answers; here fingerprints may be called what they are."""
    pdf = SealedPdf.objects.select_related("entry").latest("pk")
    here = partial(Kind, speaks_plainly=False)
    return [
        here("/verify/"),
        here(f"/verify/?sha256={pdf.sha256}"),
        here(f"/verify/?sha256={STRANGE_FINGERPRINT}"),
        here("/verify/?sha256=abc", status=422),
        here(f"/verify/?q={pdf.entry.number}"),
        here("/verify/?q=SC-1900-00001"),
        here("/verify/?one=Seattle&two=Kobe"),
        here("/verify/?one=Seattle&two=Tashkent"),
        here("/verify/?one=Seattle&two=Ys"),
        here("/verify/?one=Seattle&two=", status=422),
        here(reverse("verify_code", args=[pdf.entry.code])),
        here("/verify/", act=check_a_file, note="by file"),
    ]


def entrances(world: World) -> list[Kind]:
    wrong = fill_and_press({"E-mail address": "nobody@demo.example", "Password": "wrong"}, "Sign in")
    invitation = reverse("invitation_accept", args=[world.invitation])
    return [
        Kind("/accounts/login/"),
        Kind("/accounts/login/", act=wrong, note="wrong"),
        Kind("/accounts/login/code/"),
        Kind("/accounts/login/code/", act=ask_for_code, route="account_confirm_login_code"),
        Kind("/accounts/signup/"),
        Kind("/accounts/inactive/"),
        Kind("/accounts/confirm-email/"),
        Kind("/accounts/confirm-email/not-a-key/", note="of no use"),
        Kind("/accounts/password/reset/"),
        Kind("/accounts/password/reset/", act=ask_for_password, route="account_reset_password_done"),
        Kind("/accounts/password/reset/", act=follow_reset_link, route="account_reset_password_from_key"),
        Kind("/accounts/password/reset/key/1-not-a-key/", note="of no use"),
        Kind("/accounts/password/reset/key/done/"),
        Kind(invitation),
        Kind(invitation, act=press("Accept and sign in"), note="without a name"),
        Kind(reverse("invitation_accept", args=[world.expired_invitation]), status=410),
        Kind(reverse("invitation_accept", args=["no-such-letter"]), status=404),
        *notices(),
    ]


def notices() -> list[Kind]:
    """Behind the link in a letter to a committee of which nobody answers."""
    running, over = Silence.objects.open().latest("runs_until"), Silence.objects.exclude(end="").latest("pk")
    still_here, ended = (reverse("still_here", args=[token_for(row, row.written_to[0])]) for row in (running, over))
    return [
        Kind(still_here),
        Kind(ended, status=410),
        Kind(reverse("still_here", args=["no-such-letter"]), status=404),
    ]


def mails() -> list[Kind]:
    receipt = Mail.objects.filter(kind__endswith="receipt").latest("pk")
    return [Kind("/demo/mail/"), Kind("/demo/mail/?q=nothing"), Kind(reverse("demo_mail_detail", args=[receipt.pk]))]


def refusals() -> list[Kind]:
    """Every way in which the site says no; the last one leaves the rate limit used up."""
    return [
        Kind("/no/such/page/", status=404),
        Kind("/accounts/login/", act=forget_cookies, note="without cookies"),
        Kind("/accounts/login/", act=send_too_much, note="with a thousand fields too many"),
        Kind("/faq/", act=break_down, note="broken"),
        Kind("/verify/", act=guess_on, note="too often"),
    ]


def newcomer(world: World) -> Kind:
    """Signed in from here on, and without a password."""
    address = reverse("invitation_accept", args=[world.second_invitation])
    return Kind(address, act=join_without_password, route="account_set_password")


def ask_for_code(page: Page) -> None:
    fill_and_press({"E-mail address": "viewer@demo.example"}, "Send")(page)


def ask_for_password(page: Page) -> None:
    fill_and_press({"E-mail address": "viewer@demo.example"}, "Send")(page)


def follow_reset_link(page: Page) -> None:
    ask_for_password(page)
    text = Mail.objects.filter(kind__endswith="password_reset_key").latest("pk").text
    page.goto(next(word for word in text.split() if "/password/reset/key/" in word))


def join_without_password(page: Page) -> None:
    page.locator("#id_full_name").fill("Second editor in Seattle")
    press("Accept and sign in")(page)
    page.goto("/accounts/password/set/")
    page.get_by_role("heading", name="password").wait_for()


def check_a_file(page: Page) -> None:
    """Choosing a file is enough: the browser compares it and asks for its fingerprint."""
    with page.expect_navigation():
        page.get_by_label("The PDF to check").set_input_files(
            {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 of no register"}
        )


def forget_cookies(page: Page) -> None:
    page.context.clear_cookies()
    fill_and_press({"E-mail address": "viewer@demo.example", "Password": "any"}, "Sign in")(page)
    page.get_by_role("heading", name="This form was open too long").wait_for()


def send_too_much(page: Page) -> None:
    page.locator("main form").first.evaluate(
        "form => form.insertAdjacentHTML('beforeend', '<input name=x>'.repeat(1001))"
    )
    fill_and_press({"E-mail address": "viewer@demo.example", "Password": "any"}, "Sign in")(page)
    page.get_by_role("heading", name="This request cannot be answered").wait_for()


def guess_on(page: Page) -> None:
    """Until it is too much, whichever minute that falls into."""
    for number in range(100):
        guess = f"/verify/?q=ABCD-EFGH-{number:04d}"
        if page.request.get(guess).status == 429 and page.goto(guess).status == 429:
            return
    raise AssertionError("nobody minds a hundred guesses")


def break_down(page: Page) -> None:
    """A table is gone for a moment, as in a bad hour of operation."""
    with psycopg.connect(database_url_of_test(), autocommit=True) as database:
        database.execute("ALTER TABLE association_editedpage RENAME TO association_lostpage")
        try:
            page.goto("/faq/")
        finally:
            database.execute("ALTER TABLE association_lostpage RENAME TO association_editedpage")
    page.get_by_role("heading", name="Something broke on our side").wait_for()
