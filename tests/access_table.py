"""Who may enter: one line, or several, for every address of the site.

A new route needs a line here, or `tests/test_access.py` fails. A line says who gets in (`audience`), what they get
(`answer`), and how the address is made from the world (`names`). Everybody else gets the sign-in page if signed out,
and `others` (404: it does not exist for them) if signed in. Where reading and posting differ, give two lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from directory.services.silences import token_for
from sistercities.accounts.models import RecordingGrant
from sistercities.post.models import Effect
from tests.world import (
    ADMINISTRATOR,
    COORDINATOR,
    EDITING,
    EVERYBODY,
    GUEST,
    NEIGHBOR,
    OFFICER,
    REVIEWER,
    SEATED,
    SIGNED_IN,
    STAFF,
    VIEWER,
    VISITOR,
    World,
)

Names = Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Line:
    """`names`: parts of the address; `data`: what is posted; `path`: the whole address of a route without a name.

    `visitor` and `but` say what those who are not in the audience get where that is something of its own.
    """

    audience: frozenset[str]
    answer: int = 200
    names: Names = field(default=lambda world: {})
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)
    others: int = 404
    visitor: int | str = "sign in"
    but: Mapping[str, int] = field(default_factory=dict)
    path: str = ""

    def address(self, route: str, world: World) -> str:
        return self.path or reverse(route, kwargs=dict(self.names(world)))

    def expected(self, role: str) -> int | str:
        """A status, or "sign in"."""
        if role in self.audience:
            return self.answer
        return self.visitor if role == VISITOR else self.but.get(role, self.others)


def public(names: Names = lambda world: {}, **more: Any) -> Line:
    return Line(EVERYBODY, names=names, **more)


def desk(names: Names = lambda world: {}, **more: Any) -> Line:
    return Line(STAFF, names=names, **more)


def own(**more: Any) -> Line:
    """A page about the person who asks."""
    return Line(SIGNED_IN, **more)


def entrance(**more: Any) -> Line:
    """A page for those who are not signed in; others are sent to where they begin."""
    return Line(frozenset({VISITOR}), others=302, **more)


def post(audience: frozenset[str], names: Names, answer: int = 302, **data: Any) -> Line:
    return Line(audience, answer=answer, names=names, method="post", data=data)


def slug(value: str) -> Names:
    return lambda world: {"slug": value}


def seal_effect(world: World) -> int:
    """What was promised when the entry was recorded."""
    return Effect.objects.get(key=f"seal:{world.entry.number}:1").pk


def batch() -> Names:
    """Letters on paper that are printed and not posted."""
    return lambda world: {"pk": world.batch.pk}


def draft(**more: Any) -> Names:
    """Not handed in yet: the committee's own."""
    return lambda world: {"pk": world.draft.pk, **more}


def received(**more: Any) -> Names:
    """Waiting for review."""
    return lambda world: {"pk": world.received.pk, **more}


def reviewed(**more: Any) -> Names:
    """Waiting for the second person."""
    return lambda world: {"pk": world.reviewed.pk, **more}


def later(**more: Any) -> Names:
    """A later paper that is not handed in yet: the committee's own."""
    return lambda world: {"pk": world.later.pk, **more}


def on_behalf(**more: Any) -> Names:
    """Typed by staff and not handed in yet."""
    return lambda world: {"pk": world.on_behalf.pk, **more}


TABLE: dict[str, Line | tuple[Line, ...]] = {
    # Public pages
    "home": public(),
    "statistics": public(),
    "how_it_works": public(),
    "faq": public(),
    "how_a_record_is_protected": public(),
    "cities_seeking_cities": public(),
    "resources": public(),
    "join": public(),
    "directory": public(),
    "community_detail": public(lambda world: {"slug": world.home.slug}),
    "partnership_list": public(),
    "partnership_detail": public(lambda world: {"slug": world.partnership.slug}),
    "registry": public(),
    "registry_head": public(),
    "registry_entry": public(lambda world: {"number": world.entry.number}),
    "registry_pdf": public(lambda world: {"number": world.entry.number}, answer=503),
    "registry_entry_json": public(lambda world: {"number": world.entry.number}),
    "verify": public(),
    "verify_code": public(lambda world: {"code": world.entry.code}),
    "healthz": public(),
    "readyz": public(),
    "robots": public(),
    "favicon": public(answer=302),
    # Development and demonstration only
    "styleguide": public(),
    "styleguide_page": public(lambda world: {"name": "entry"}),
    "demo_mail_log": public(answer=404),
    "demo_mail_detail": public(lambda world: {"pk": world.mail.pk}, answer=404),
    "demo_mail_html": public(lambda world: {"pk": world.mail.pk}, answer=404),
    # Invitations and seats
    "invitation_accept": public(lambda world: {"token": world.token}),
    "invitation_renew": post(EVERYBODY, lambda world: {"token": world.token}),
    "committee_people": (
        Line(SEATED | STAFF, names=lambda world: {"pk": world.committee.pk}),
        post(STAFF | {COORDINATOR}, lambda world: {"pk": world.committee.pk}, email="a@example.org", role="viewer"),
    ),
    "committee_handover": (
        Line(frozenset({COORDINATOR}), names=lambda world: {"pk": world.committee.pk}),
        Line(frozenset({COORDINATOR}), names=lambda world: {"pk": world.committee.pk}, method="post", answer=422),
    ),
    "committee_sheet": Line(STAFF | {COORDINATOR}, names=lambda world: {"pk": world.committee.pk}),
    "committee_still_here": post(SEATED, lambda world: {"pk": world.committee.pk}),
    "still_here": public(lambda world: {"token": token_for(world.silence, "office@example.org")}),
    "desk_committee_handover": (
        desk(lambda world: {"pk": world.committee.pk}),
        post(STAFF, lambda world: {"pk": world.committee.pk}, 422),
    ),
    "committee_silence": (
        desk(lambda world: {"pk": world.committee.pk}),
        post(STAFF, lambda world: {"pk": world.committee.pk}, 422),
    ),
    "silence_answered": post(STAFF, lambda world: {"pk": world.silence.committee_id}, 422),
    "silence_seat": post(STAFF, lambda world: {"pk": world.silence.committee_id}, 422),
    "committee_dissolve": (
        desk(lambda world: {"pk": world.committee.pk}),
        post(STAFF, lambda world: {"pk": world.committee.pk}, 422),
    ),
    "invitation_withdraw": post(STAFF | {COORDINATOR}, lambda world: {"pk": world.invitation.pk}),
    "seat_detail": Line(STAFF | {COORDINATOR}, names=lambda world: {"pk": world.seat.pk}),
    "seat_change": post(STAFF | {COORDINATOR}, lambda world: {"pk": world.seat.pk}, role="editor"),
    "seat_end": post(STAFF | {COORDINATOR}, lambda world: {"pk": world.seat.pk}),
    "people_search": desk(),
    "committee_new": desk(),
    "on_behalf_begin": desk(lambda world: {"pk": world.committee.pk}),
    "on_behalf_end": post(frozenset({REVIEWER}), lambda world: {"pk": world.asked.pk}),
    "on_behalf_sheet": desk(lambda world: {"pk": world.asked.pk}),
    "desk_committee_people": desk(lambda world: {"pk": world.committee.pk}),
    "community_guests": desk(lambda world: {"slug": world.partner.slug}),
    # The workspace
    "workspace": own(),
    "workspace_partnership": Line(SEATED | STAFF | {GUEST}, names=lambda world: {"slug": world.partnership.slug}),
    # Forms on paper
    "sheet": own(names=lambda world: {"name": "document"}),
    "sheet_filled": (
        Line(SEATED, names=draft(name="document")),
        Line(SEATED | STAFF, names=received(name="document")),
        Line(SEATED | STAFF, names=lambda world: {"name": "people", "pk": world.committee.pk}),
        Line(SEATED | STAFF, names=lambda world: {"name": "committee", "pk": world.committee.pk}),
        Line(STAFF | {VIEWER}, names=lambda world: {"name": "person", "pk": world.people[VIEWER].pk}),
    ),
    "partnership_state": (
        Line(EDITING | STAFF, names=lambda world: {"slug": world.partnership.slug}),
        post(EDITING | STAFF, lambda world: {"slug": world.partnership.slug}, 422, state="ended"),
    ),
    # Handing in
    "handin_list": own(),
    "handin_start": Line(EDITING | {NEIGHBOR}, but=dict.fromkeys(STAFF, 302)),
    "handin_arrived": desk(),
    "handin_take": desk(draft()),
    "handin_detail": (
        Line(SEATED, names=draft()),
        Line(SEATED | STAFF, names=received()),
        Line(SEATED | STAFF | {OFFICER}, names=reviewed()),
    ),
    "handin_arrival": desk(on_behalf()),
    "handin_partnership": (Line(EDITING, names=draft()), desk(on_behalf())),
    "handin_pair": Line(EDITING, names=draft()),
    "handin_act": (Line(EDITING, names=later()), Line(frozenset(), names=draft())),
    "handin_terms": (Line(EDITING, names=later()), Line(frozenset(), names=draft())),
    "handin_document": Line(EDITING, names=draft()),
    "handin_paper": Line(EDITING, names=lambda world: {"pk": world.draft_of_two.pk, "side": 2}),
    "handin_signers": Line(EDITING, names=draft(side=1)),
    "handin_council": Line(EDITING, names=draft()),
    "handin_files": (Line(EDITING, names=draft()), desk(on_behalf())),
    "handin_arrange": (
        post(EDITING, lambda world: {"pk": world.draft.pk}, press="later"),
        post(STAFF, on_behalf(), press="later"),
    ),
    "handin_file": Line(EDITING, names=lambda world: {"pk": world.draft.pk, "scan": world.draft.scans.get().pk}),
    "handin_copy": Line(EDITING, names=lambda world: {"pk": world.draft.pk, "scan": world.draft.scans.get().pk}),
    "handin_text": Line(EDITING, names=draft()),
    "handin_summary": Line(EDITING, names=draft()),
    "handin_done": Line(SEATED | STAFF, names=received()),
    "handin_withdraw": (Line(EDITING, names=draft()), Line(EDITING | STAFF, names=on_behalf())),
    "scan_file": (
        public(lambda world: {"pk": world.entry.hand_in.scans.get().pk}),
        Line(SEATED | STAFF, names=lambda world: {"pk": world.received.scans.get().pk}),
    ),
    "scan_page": (
        public(lambda world: {"pk": world.entry.hand_in.scans.get().pk, "number": 1}),
        Line(SEATED | STAFF, names=lambda world: {"pk": world.received.scans.get().pk, "number": 1}),
    ),
    "copy_file": (
        public(lambda world: {"pk": world.copy.pk}),
        Line(SEATED | STAFF, names=lambda world: {"pk": world.copy_inside.pk}),
    ),
    "copy_page": (
        public(lambda world: {"pk": world.copy.pk, "number": 2}),
        Line(SEATED | STAFF, names=lambda world: {"pk": world.copy_inside.pk, "number": 2}),
    ),
    # Questions to the association
    "question_list": Line(SIGNED_IN - STAFF),
    "question_new": Line(SIGNED_IN - STAFF),
    "look_new": Line(SIGNED_IN - STAFF),
    "question_detail": Line(SEATED, names=lambda world: {"pk": world.question.pk}),
    "question_file": Line(SEATED | STAFF, names=lambda world: {"pk": world.question.files.get().pk}),
    "question_answer": desk(lambda world: {"pk": world.question.pk}),
    # Reviewing and recording
    "handin_review": (desk(received()), Line(STAFF | {OFFICER}, names=reviewed())),
    "handin_pass": post(STAFF, received(), 422),
    "handin_return": (desk(received()), Line(STAFF | {OFFICER}, names=reviewed())),
    "handin_refuse": desk(received()),
    "handin_check": post(
        STAFF,
        received(side=1, check="website"),
        **{"check-1-website-outcome": "confirmed", "check-1-website-link": "https://example.org/"},
    ),
    "handin_law_seen": post(STAFF, lambda world: {"pk": world.received.pk, "advisory": world.law.pk}),
    "handin_correct_arrival": desk(lambda world: {"pk": world.posted.pk}),
    "handin_correct_partnership": desk(received()),
    "handin_correct_act": desk(lambda world: {"pk": world.later_received.pk}),
    "handin_correct_terms": desk(lambda world: {"pk": world.later_received.pk}),
    "handin_tell": desk(lambda world: {"pk": world.told.pk}),
    "handin_correct_document": desk(received()),
    "handin_correct_paper": desk(lambda world: {"pk": world.received_two.pk, "side": 2}),
    "handin_correct_signers": desk(received(side=1)),
    "handin_correct_council": desk(received()),
    "handin_correct_text": desk(received()),
    "handin_correct_files": desk(received()),
    "handin_correct_arrange": post(STAFF, received(), press="later"),
    "handin_correct_copy": desk(
        lambda world: {"pk": world.copy_inside.scan.hand_in_id, "scan": world.copy_inside.scan_id}
    ),
    "handin_correct_file": desk(lambda world: {"pk": world.received.pk, "scan": world.received.scans.get().pk}),
    "handin_record": Line(STAFF | {OFFICER}, names=reviewed()),
    "handin_preview_pdf": Line(STAFF | {OFFICER}, names=reviewed()),
    "handin_preview_page": Line(STAFF | {OFFICER}, names=reviewed(number=1)),
    "handin_to_reviewer": post(STAFF | {OFFICER}, reviewed(), 422),
    "handin_recorded": desk(lambda world: {"pk": world.entry.hand_in_id}),
    # The desk
    "desk_queue": desk(),
    "staff_list": (desk(), post(frozenset({ADMINISTRATOR}), lambda world: {}, 422)),
    "staff_own": Line(STAFF | {OFFICER}),
    "staff_detail": (
        desk(lambda world: {"pk": world.people[REVIEWER].pk}),
        Line(STAFF | {OFFICER}, names=lambda world: {"pk": world.people[OFFICER].pk}),
        post(STAFF, lambda world: {"pk": world.people[REVIEWER].pk}, 422),
    ),
    "staff_leave": Line(frozenset({ADMINISTRATOR}), names=lambda world: {"pk": world.people[REVIEWER].pk}),
    "absence_end": post(STAFF | {OFFICER}, lambda world: {"pk": world.absence.pk}),
    "second_step_ask": (
        post(STAFF, lambda world: {"pk": world.people[OFFICER].pk}, 422),
        post(STAFF - {REVIEWER}, lambda world: {"pk": world.people[REVIEWER].pk}, 422),
    ),
    "second_step_confirm": post(frozenset({ADMINISTRATOR}), lambda world: {"pk": world.lost.pk}),
    "second_step_close": post(frozenset({ADMINISTRATOR, REVIEWER}), lambda world: {"pk": world.lost.pk}),
    "recording_end": post(frozenset({ADMINISTRATOR}), lambda world: {"pk": RecordingGrant.objects.earliest("pk").pk}),
    "desk_pages": desk(),
    "desk_page_edit": desk(slug("faq")),
    "desk_page_history": desk(slug("faq")),
    "desk_association": desk(),
    "desk_policy": desk(),
    "reason_list": desk(),
    "reason_new": desk(),
    "reason_edit": desk(lambda world: {"code": "missing-date"}),
    "reason_history": desk(lambda world: {"code": "missing-date"}),
    "reason_seen": Line(frozenset(), names=lambda world: {"key": "no-such-letter"}),
    "reason_retire": post(STAFF, lambda world: {"code": "missing-date"}),
    "reason_move": post(STAFF, lambda world: {"code": "missing-date"}, to="up"),
    "advisory_list": desk(),
    "advisory_new": desk(),
    "advisory_edit": desk(lambda world: {"pk": world.law.pk}),
    "earlier_list": desk(),
    "earlier_enter": (desk(), post(STAFF, lambda world: {}, 422, keep="1")),
    "earlier_confirm": (
        desk(lambda world: {"pk": world.earlier.pk}),
        Line(STAFF, names=lambda world: {"pk": world.earlier.pk}, answer=422, method="post"),
    ),
    "earlier_remove": post(STAFF, lambda world: {"pk": world.earlier.pk}, 422),
    "desk_registry": desk(),
    "entry_decide": desk(lambda world: {"number": world.entry.number}),
    "entry_act": desk(lambda world: {"number": world.entry.number, "act": "void"}),
    "desk_certificates": desk(),
    "certificate_retry": post(STAFF, lambda world: {"pk": seal_effect(world)}),
    "task_claim": post(STAFF, lambda world: {"pk": world.task.pk}),
    "task_release": post(STAFF, lambda world: {"pk": world.task.pk}),
    "task_take_over": post(STAFF, lambda world: {"pk": world.task.pk}),
    "task_defer": desk(lambda world: {"pk": world.task.pk}),
    "sheet_list": desk(),
    "desk_post": desk(),
    "post_make": post(STAFF, lambda world: {}, paper="us"),
    "post_batch": desk(batch()),
    "post_batch_pdf": desk(batch()),
    "post_batch_posted": post(STAFF, batch(), 422),
    "post_batch_apart": post(STAFF, batch()),
    "post_batch_retry": post(STAFF, batch()),
    "desk_committee_post": desk(lambda world: {"pk": world.committee.pk}),
    "desk_seat_post": desk(lambda world: {"pk": world.seat.pk}),
    "mail_log": desk(),
    "mail_detail": desk(lambda world: {"pk": world.mail.pk}),
    "mail_html": desk(lambda world: {"pk": world.mail.pk}),
    # Signing in
    "account_login": entrance(),
    "account_request_login_code": entrance(),
    "account_confirm_login_code": public(answer=302),
    "account_signup": entrance(),
    "account_inactive": public(),
    "account_logout": own(visitor=302),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(lambda world: {"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": public(),
    "account_email_verification_sent": public(),
    "account_confirm_email": public(lambda world: {"key": "no-such-key"}),
    "mfa_authenticate": public(answer=302),
    "mfa_login_webauthn": public(answer=302),
    # One's own account
    "account_profile": own(),
    "account_post": Line(SIGNED_IN - STAFF),
    "account_email": own(),
    "account_change_password": own(answer=302),
    "account_set_password": own(),
    "account_reauthenticate": own(answer=403),
    "mfa_index": own(),
    "mfa_reauthenticate": own(answer=403),
    "mfa_reauthenticate_webauthn": own(answer=403),
    "mfa_activate_totp": own(),
    "mfa_deactivate_totp": own(answer=404),
    "mfa_view_recovery_codes": own(answer=404),
    "mfa_generate_recovery_codes": own(),
    "mfa_download_recovery_codes": own(answer=404),
    "mfa_list_webauthn": own(),
    "mfa_add_webauthn": own(),
    "mfa_edit_webauthn": own(answer=404, names=lambda world: {"pk": world.key.pk}),
    "mfa_remove_webauthn": own(answer=404, names=lambda world: {"pk": world.key.pk}),
    # Addresses under a closed prefix that lead nowhere
    "^(workspace|desk|admin)/": Line(frozenset(), path="/desk/no-such-page/"),
}


def lines_of(route: str) -> tuple[Line, ...]:
    """The lines of a route; KeyError if there is none."""
    found = TABLE[route]
    return found if isinstance(found, tuple) else (found,)
