"""The factories themselves: each status is reached, and the whole way ends on the register."""

import pytest

from agreements.choices import Status
from tests.factories_agreements import as_status, recorded_entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [status for status in Status if status != Status.REVIEWED])
def test_every_status_can_be_reached(status):
    assert as_status(status).status == status


def test_three_people_bring_a_document_to_the_register():
    entry = recorded_entry()
    hand_in = entry.hand_in
    assert len({hand_in.handed_in_by, hand_in.reviewed_by, entry.recorded_by}) == 3
    assert entry.number.startswith("SC-")
