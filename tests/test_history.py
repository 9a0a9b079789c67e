"""The change history: who, where and in which request, written by the database, with nothing secret in it."""

from collections.abc import Callable

import pghistory.models
import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from directory.choices import Role
from directory.models import Seat
from partnerships.models import Partnership
from sistercities.accounts.models import User
from tests.factories import CommitteeFactory, PartnershipFactory, SeatFactory, UserFactory


def events_of(model: type[models.Model]) -> type[models.Model]:
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def event_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]


@pytest.mark.django_db
def test_a_saved_form_leaves_user_address_and_request_id(client_of: Callable[[User], Client]) -> None:
    user = UserFactory(full_name="Secretary")
    client_of(user).post("/accounts/profile/", {"full_name": "Chair"})
    events = events_of(User).objects.filter(pgh_obj=user).order_by("pgh_id")
    assert list(events.values_list("pgh_label", "full_name")) == [("insert", "Secretary"), ("update", "Chair")]
    context = events.last().pgh_context.metadata
    assert (context["user"], context["url"]) == (user.pk, "/accounts/profile/")
    assert len(context["request_id"]) == 32


@pytest.mark.django_db
def test_everything_in_one_request_shares_one_context(client_of: Callable[[User], Client]) -> None:
    committee = CommitteeFactory()
    by = SeatFactory(committee=committee, role=Role.COORDINATOR).user
    seat = SeatFactory(committee=committee, role=Role.VIEWER)
    client = client_of(by)
    for role in ("editor", "coordinator"):
        held = Seat.objects.current().get(user=seat.user)
        client.post(f"/workspace/seats/{held.pk}/role/", {"role": role})
    events = events_of(Seat).objects.filter(user=seat.user, pgh_context__isnull=False).order_by("pgh_id")
    written = [(e.pgh_label, e.role, e.pgh_context.metadata["request_id"]) for e in events]
    first, second = written[0][2], written[-1][2]
    assert first != second
    assert written == [
        ("update", "viewer", first),
        ("insert", "editor", first),
        ("update", "coordinator", second),
    ]


@pytest.mark.django_db
def test_a_change_past_the_services_is_written_too() -> None:
    """The database writes the events: bulk updates and raw SQL leave them like a form does."""
    partnership = PartnershipFactory(stage="research")
    Partnership.objects.filter(pk=partnership.pk).update(summary="Past save().")
    events = events_of(Partnership).objects.filter(pgh_obj=partnership.pk)
    assert events.latest("pgh_id").summary == "Past save()."
    partnership.parties.all().delete()
    assert apps.get_model("partnerships", "PartyEvent").objects.filter(pgh_label="delete").count() == 2


@pytest.mark.django_db
def test_a_request_id_never_comes_from_outside(client_of: Callable[[User], Client]) -> None:
    user = UserFactory()
    client_of(user).post("/accounts/profile/", {"full_name": "Chair"}, headers={"X-Request-ID": "forged"})
    assert events_of(User).objects.latest("pgh_id").pgh_context.metadata["request_id"] != "forged"


def test_no_secret_is_kept_in_an_event() -> None:
    secret = {"password", "last_login", "token_digest", "token", "secret", "key", "session_key"}
    kept = {f"{model.__name__}.{field.name}" for model in event_models() for field in model._meta.get_fields()}
    assert not {name for name in kept if name.split(".")[1] in secret}
    tracked = {model.pgh_tracked_model._meta.app_label for model in event_models()}
    assert not tracked & {"account", "mfa", "sessions", "post", "auth"}


def test_what_people_can_change_is_tracked() -> None:
    """Models without events are append-only, derived, written by the machine, or hold what is to be erased."""
    ours = {"accounts", "association", "desk", "directory", "partnerships", "agreements"}
    tracked = {model.pgh_tracked_model for model in event_models()}
    rest = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in ours and model not in tracked and model not in event_models()
        if not model._meta.auto_created
    }
    assert rest == {
        "BatchLetter",
        "CommunityName",
        "EntryInstrument",
        "HandInAction",
        "ListLine",
        "MistakeReport",
        "PageImage",
        "Place",
        "PlaceName",
        "RegistryEntry",
        "SealedPdf",
        "Sender",
        "StatePeriod",
    }
