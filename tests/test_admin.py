"""The administrators' site: who enters, and that it is no way round the services."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.db import models
from django.test import Client, RequestFactory
from django.utils import timezone

from directory.models import (
    Committee,
    Community,
    Handover,
    Invitation,
    LawAdvisory,
    Membership,
    OfficeHolder,
    RealityCheck,
    Seat,
    Silence,
)
from partnerships.models import (
    Confirmation,
    DateClaim,
    EarlierRecognition,
    Partnership,
    SideLetter,
    StageChange,
    StateClaim,
    StatePeriod,
)
from sistercities.accounts.models import Absence, RecordingGrant, SecondStepRequest, User
from sistercities.association.models import AssociationSettings, EditedPage, Policy, ReasonCode
from sistercities.common.admin_site import site
from sistercities.desk.models import Task
from sistercities.post.models import Effect, Mail
from tests.factories import (
    AdministratorFactory,
    EffectFactory,
    MailFactory,
    PartnershipFactory,
    RecorderFactory,
    StaffFactory,
)

ClientOf = Callable[[User | None], Client]

# What the admin may write: every other field of these models, and every field of all other models, is read-only.
MAY_ADD = {AssociationSettings, Committee, EditedPage, Membership, OfficeHolder, ReasonCode, RecordingGrant, User}
MAY_CHANGE = MAY_ADD | {Community, Partnership}
LOOK_ONLY = {
    Absence,
    Confirmation,
    DateClaim,
    EarlierRecognition,
    Effect,
    Handover,
    Invitation,
    LawAdvisory,
    Mail,
    Policy,
    RealityCheck,
    Seat,
    SecondStepRequest,
    SideLetter,
    Silence,
    StageChange,
    StateClaim,
    StatePeriod,
    Task,
}
# Decided by services, whatever the model lets be corrected.
DECIDED = {
    Partnership: {"stage", "kind", "slug", "sort_key"},
    Community: {"slug", "sort_key", "merged_into", "name"},
    User: {"email"},
    RecordingGrant: {"user", "granted_by", "starts_on"},
}


@pytest.fixture
def as_administrator(db: None, rf: RequestFactory) -> Any:
    request = rf.get("/admin/")
    request.user = AdministratorFactory()
    return request


def registered(app_labels: set[str] | None = None) -> dict[type[models.Model], ModelAdmin]:
    return {m: a for m, a in site._registry.items() if app_labels is None or m._meta.app_label in app_labels}


@pytest.mark.parametrize("model", sorted(registered(), key=str))
def test_each_model_says_what_may_be_written(model: type[models.Model], as_administrator: Any) -> None:
    admin = registered()[model]
    assert admin.has_view_permission(as_administrator)
    assert not admin.has_delete_permission(as_administrator)
    assert admin.has_add_permission(as_administrator) == (model in MAY_ADD)
    assert admin.has_change_permission(as_administrator) == (model in MAY_CHANGE)


def test_every_model_of_our_apps_is_there() -> None:
    ours = {"accounts", "association", "post", "desk", "directory", "partnerships"}
    assert registered(ours).keys() == MAY_CHANGE | LOOK_ONLY


def test_what_a_service_decides_is_read_only(as_administrator: Any) -> None:
    for model, fields in DECIDED.items():
        admin = registered()[model]
        assert fields <= set(admin.get_readonly_fields(as_administrator, model()))
        written = admin.get_form(as_administrator, model(), change=True).base_fields.keys()
        assert not fields & written


@pytest.mark.django_db
@pytest.mark.parametrize("made_by", [StaffFactory, RecorderFactory])
@pytest.mark.parametrize("address", ["", "login/", "logout/", "accounts/user/", "directory/seat/", "nothing/"])
def test_for_others_it_does_not_exist(client_of: ClientOf, made_by: Any, address: str) -> None:
    assert client_of(made_by()).get(f"/admin/{address}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "login/", "logout/", "accounts/user/", "nothing/"])
def test_visitors_sign_in_on_the_sites_own_page(client: Client, address: str) -> None:
    response = client.get(f"/admin/{address}")
    assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/")


@pytest.mark.django_db
def test_an_administrator_opens_every_list_and_every_row(client_of: ClientOf) -> None:
    client = client_of(AdministratorFactory())
    PartnershipFactory()
    MailFactory()
    assert client.get("/admin/").status_code == 200
    for model, admin in registered().items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(base).status_code == 200, base
        assert client.get(base, {"q": "harbor"} if admin.search_fields else {}).status_code == 200, base
        if row := model._default_manager.first():
            assert client.get(f"{base}{row.pk}/change/").status_code == 200, base


@pytest.mark.django_db
def test_a_forged_form_moves_no_stage(client_of: ClientOf) -> None:
    partnership = PartnershipFactory(stage="research")
    parties = [(party.pk, party.side) for party in partnership.parties.order_by("side")]
    form = {
        "stage": "programs",
        "kind": "friendship",
        "summary": "Corrected.",
        "parties-TOTAL_FORMS": "2",
        "parties-INITIAL_FORMS": "2",
    }
    for n, (pk, side) in enumerate(parties):
        form |= {f"parties-{n}-id": pk, f"parties-{n}-partnership": partnership.pk, f"parties-{n}-side": 3 - side}
    address = f"/admin/partnerships/partnership/{partnership.pk}/change/"
    assert client_of(AdministratorFactory()).post(address, form).status_code == 302
    partnership.refresh_from_db()
    assert (partnership.summary, partnership.stage, partnership.kind) == ("Corrected.", "research", "sister")
    assert [(party.pk, party.side) for party in partnership.parties.order_by("side")] == parties


@pytest.mark.django_db
def test_secret_mails_are_not_shown(client_of: ClientOf) -> None:
    MailFactory(subject="A plain letter")
    secret = MailFactory(subject="Your code", text="123456", is_secret=True)
    client = client_of(AdministratorFactory())
    page = client.get("/admin/post/mail/").text
    assert ("A plain letter" in page, "Your code" in page) == (True, False)
    assert client.get(f"/admin/post/mail/{secret.pk}/change/").status_code == 302


@pytest.mark.django_db
def test_a_failing_effect_is_tried_again(client_of: ClientOf, django_capture_on_commit_callbacks: Any) -> None:
    mail = MailFactory()
    later = timezone.now() + dt.timedelta(hours=1)
    effect = EffectFactory(arguments=[mail.pk], error="ConnectionError", attempts=3, due=later)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(AdministratorFactory()).post(
            "/admin/post/effect/", {"action": "try_again", "_selected_action": [effect.pk]}
        )
    effect.refresh_from_db()
    assert effect.state == "done"
    mail.refresh_from_db()
    assert mail.sent_at is not None


@pytest.mark.django_db
def test_people_and_grants_are_made_by_services(client_of: ClientOf) -> None:
    administrator = AdministratorFactory()
    client = client_of(administrator)
    form = {"email": "New@example.org", "full_name": "Registrar", "is_staff": "on", "is_active": "on"}
    assert client.post("/admin/accounts/user/add/", form).status_code == 302
    made = User.objects.get(email="new@example.org")
    assert (made.is_staff, made.is_superuser, made.has_usable_password()) == (True, False, False)
    assert Mail.objects.get().kind == "accounts/login_made"
    grant = {"user": made.pk, "starts_on": "2026-01-01", "reason": "Deputy of the registrar"}
    assert client.post("/admin/accounts/recordinggrant/add/", grant).status_code == 302
    assert RecordingGrant.objects.get().granted_by == administrator
    off = {"full_name": "Registrar", "is_active": ""}
    client.post(f"/admin/accounts/user/{made.pk}/change/", off)
    made.refresh_from_db()
    assert (made.is_staff, made.is_active, made.email) == (False, False, "new@example.org")
