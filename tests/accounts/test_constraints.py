"""What the database itself refuses about people: one address for two of them."""

import pytest
from django.db import IntegrityError, transaction

from sistercities.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("again", ["Office@example.org", "OFFICE@EXAMPLE.ORG"])
def test_two_people_never_share_an_address_whatever_its_letters(again: str) -> None:
    User.objects.create(email="office@example.org", full_name="The office")
    with pytest.raises(IntegrityError, match='"user_email_unique_any_case"'), transaction.atomic():
        User.objects.create(email=again, full_name="Another office")
    assert User.objects.create(email="office2@example.org", full_name="Another office").pk
