"""A small world for tests: places as the gazetteer has them, homonyms and several scripts among them."""

import dataclasses

from directory.choices import Level
from directory.gazetteer.sources import PlaceFacts

OREGON = PlaceFacts(5744337, "Oregon", Level.STATE, "US", "US-OR")
MAINE = PlaceFacts(4971068, "Maine", Level.STATE, "US", "US-ME")
MISSOURI = PlaceFacts(4398678, "Missouri", Level.STATE, "US", "US-MO")
PORTLAND = PlaceFacts(
    5746545,
    "Portland",
    Level.CITY,
    "US",
    "US-OR",
    "Oregon",
    45.52345,
    -122.67621,
    652503,
    "America/Los_Angeles",
    ["PDX"],
)
PORTLAND_MAINE = dataclasses.replace(
    PORTLAND, geonames_id=4975802, subdivision_code="US-ME", subdivision_name="Maine", population=66881
)
CORDOBA = PlaceFacts(3860259, "Córdoba", Level.CITY, "AR", "AR-X", "Córdoba", population=1428214)
CORDOBA_SPAIN = PlaceFacts(2519240, "Córdoba", Level.CITY, "ES", "ES-AN", "Andalucía", population=325708)
NAGASAKI = PlaceFacts(1856177, "Nagasaki", Level.CITY, "JP", "JP-42", "Nagasaki", other_names=["長崎市", "长崎市"])
COEUR = PlaceFacts(5589173, "Coeur d'Alene", Level.CITY, "US", "US-ID", "Idaho", population=49122)
SAINT_LOUIS = PlaceFacts(4407066, "St. Louis", Level.CITY, "US", "US-MO", "Missouri", population=279695)
HUE = PlaceFacts(1580240, "Huế", Level.CITY, "VN", "VN-26", "Thừa Thiên-Huế", population=1380000)
SAO_PAULO = PlaceFacts(3448439, "São Paulo", Level.CITY, "BR", "BR-SP", "São Paulo", population=12400232)
SOME = [
    OREGON,
    MAINE,
    MISSOURI,
    PORTLAND,
    PORTLAND_MAINE,
    CORDOBA,
    CORDOBA_SPAIN,
    NAGASAKI,
    COEUR,
    SAINT_LOUIS,
    HUE,
    SAO_PAULO,
]
