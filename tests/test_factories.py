"""Each factory makes a row that passes its model's own validation."""

import pytest
from factory.django import DjangoModelFactory

from tests import factories

FACTORIES = [
    item
    for item in vars(factories).values()
    if isinstance(item, type) and issubclass(item, DjangoModelFactory) and item.__module__ == factories.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("made_by", FACTORIES)
def test_a_factory_makes_two_valid_rows(made_by: type[DjangoModelFactory]) -> None:
    for row in made_by.create_batch(2):
        row.refresh_from_db()
        row.full_clean(exclude=["password"])
