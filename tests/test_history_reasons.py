"""The change history says why: the reason and the note of a decision, the task, the command."""

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

import pytest
from celery import shared_task
from django.apps import apps
from django.db import connections, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import manage
from agreements.models import HandIn
from directory.choices import Role
from directory.models import Seat
from sistercities.accounts.models import User
from sistercities.association.models import ReasonCode
from sistercities.post import effects
from sistercities.post.models import Effect
from tests.desk_pages import answers_of, hidden
from tests.factories import RecorderFactory, SeatFactory, StaffFactory, UserFactory
from tests.factories_agreements import ReasonCodeFactory
from tests.register_rows import quickly_handed_in, quickly_reviewed

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def said(model: type[models.Model], pk: int) -> dict[str, Any]:
    """The context of the last change of a row."""
    events = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects.filter(pgh_obj=pk)
    return events.latest("pgh_id").pgh_context.metadata


def why(model: type[models.Model], pk: int) -> tuple[str, str]:
    context = said(model, pk)
    assert len(context["request_id"]) == 32
    return context["reason"], context["note"]


@pytest.mark.parametrize(("route", "use"), [("handin_return", "return"), ("handin_refuse", "refuse")])
def test_sending_back_and_refusing(route: str, use: str, client_of: ClientOf) -> None:
    hand_in, staff = quickly_handed_in(), StaffFactory()
    reason = ReasonCodeFactory(use=ReasonCode.Use(use))
    page, client = reverse(route, args=[hand_in.pk]), client_of(staff)
    answers = {"reason": reason.code, "note": "Look at page 2."}
    shown = client.post(page, answers)
    assert client.post(page, {**answers, "letter": hidden(shown, "letter")}).status_code == 302
    assert why(HandIn, hand_in.pk) == (reason.code, "Look at page 2.")
    assert said(HandIn, hand_in.pk)["user"] == staff.pk


def test_withdrawing(client_of: ClientOf) -> None:
    hand_in = quickly_handed_in()
    page = reverse("handin_withdraw", args=[hand_in.pk])
    assert client_of(hand_in.started_by).post(page, {"reason": "The wrong paper"}).status_code == 302
    assert why(HandIn, hand_in.pk) == ("withdrawn", "The wrong paper")


def test_a_correction(client_of: ClientOf) -> None:
    hand_in, client = quickly_handed_in(), client_of(StaffFactory())
    page = reverse("handin_correct_document", args=[hand_in.pk])
    assert client.post(page, answers_of(client.get(page)) | {"title": "Resolution 12"}).status_code == 302
    assert why(HandIn, hand_in.pk) == ("changed", "paper")
    assert why(type(hand_in.instruments.get()), hand_in.instruments.get().pk) == ("changed", "paper")


def test_back_to_the_reviewer(client_of: ClientOf) -> None:
    hand_in = quickly_reviewed()
    page = reverse("handin_to_reviewer", args=[hand_in.pk])
    assert client_of(RecorderFactory()).post(page, {"note": "Is the date right?"}).status_code == 302
    assert why(HandIn, hand_in.pk) == ("to_reviewer", "Is the date right?")


def test_another_role_and_the_end_of_a_seat(client_of: ClientOf) -> None:
    seat = SeatFactory(role=Role.VIEWER)
    by = SeatFactory(committee=seat.committee, role=Role.COORDINATOR).user
    client = client_of(by)
    assert client.post(reverse("seat_change", args=[seat.pk]), {"role": "editor"}).status_code == 302
    held = Seat.objects.current().get(user=seat.user)
    assert why(Seat, seat.pk) == why(Seat, held.pk) == ("role_changed", "viewer to editor")
    assert client.post(reverse("seat_end", args=[held.pk])).status_code == 302
    assert why(Seat, held.pk) == ("seat_ended", "editor")


@shared_task(name="tests.rename")
def rename(user_id: int) -> None:
    User.objects.filter(pk=user_id).update(full_name="Renamed by the worker")


def test_a_task_of_the_worker() -> None:
    user = UserFactory()
    now = timezone.now()
    effect = Effect.objects.create(
        task="tests.rename", arguments=[user.pk], key="rename:1", promised_at=now, due=now - dt.timedelta(seconds=1)
    )
    assert effects.run(effect.pk)
    assert said(User, user.pk) == {"task": "tests.rename", "effect": "rename:1"}


def test_a_command_of_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-password")
    options = ["--noinput", "--email", "first@example.org", "--full_name", "Secretary"]
    monkeypatch.setattr(sys, "argv", ["manage.py", "createsuperuser", *options])
    monkeypatch.setattr(connections, "close_all", lambda: None)  # a command closes what this test still reads from
    manage.main()
    assert said(User, User.objects.get(email="first@example.org").pk) == {"command": "createsuperuser"}
