"""A directory small enough to know by heart."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import (
    CommitteeFactory,
    CommunityFactory,
    CommunityNameFactory,
    MembershipFactory,
    PartnerCommunityFactory,
)


@pytest.fixture
def world():
    """Seven communities in three countries; one member, one lapsed, one merged away."""
    oregon = CommunityFactory(name="Portland", subdivision_name="Oregon", subdivision_code="US-OR", population=650_000)
    CommunityFactory(name="Portland", subdivision_name="Maine", subdivision_code="US-ME", population=68_000)
    county = CommunityFactory(name="Grant County", level="county")
    CommunityFactory(name="São Paulo", country="BR", subdivision_name="São Paulo", population=11_000_000)
    hue = PartnerCommunityFactory(name="Huế", country="VN", native_name="", native_language="")
    CommunityNameFactory(community=hue, name="Phú Xuân", language="vi")
    PartnerCommunityFactory(name="Huehuetenango", country="GT", native_name="", native_language="")
    PartnerCommunityFactory(name="Nagasaki", native_name="長崎市", population=400_000)
    MembershipFactory(committee=CommitteeFactory(communities=[oregon]), community=oregon)
    MembershipFactory(
        committee=CommitteeFactory(communities=[county]),
        community=county,
        period=DateRange(dt.date(2020, 1, 1), dt.date(2021, 1, 1)),
    )
    return CommunityFactory(name="Old Portland", merged_into=oregon)
