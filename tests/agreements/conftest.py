"""The two people of the desk, and their browsers."""

import pytest

from tests.factories import RecorderFactory, StaffFactory


@pytest.fixture
def staff():
    return StaffFactory(full_name="Officer Blue")


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


@pytest.fixture
def recorder():
    return RecorderFactory(full_name="Officer Red")


@pytest.fixture
def second(client_of, recorder):
    return client_of(recorder)
