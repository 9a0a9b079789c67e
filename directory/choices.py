"""Words of the directory: pure data (DOMAIN vocabularies)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """What kind of community it is."""

    CITY = "city", _("City")
    TOWN = "town", _("Town")
    VILLAGE = "village", _("Village")
    BOROUGH = "borough", _("Borough")
    COUNTY = "county", _("County")
    DISTRICT = "district", _("District")
    STATE = "state", _("State")
    PREFECTURE = "prefecture", _("Prefecture")
    PROVINCE = "province", _("Province")
    REGION = "region", _("Region")
    OBLAST = "oblast", _("Oblast")
    TERRITORY = "territory", _("Territory")
    METROPOLITAN = "metropolitan", _("Metropolitan government")
    TRIBAL_NATION = "tribal_nation", _("Tribal nation")
    SPECIAL_REGION = "special_region", _("Special administrative region")


# Governments of more than one city or town.
REGIONAL = (
    Level.COUNTY,
    Level.DISTRICT,
    Level.STATE,
    Level.PREFECTURE,
    Level.PROVINCE,
    Level.REGION,
    Level.OBLAST,
    Level.TERRITORY,
    Level.SPECIAL_REGION,
)


class NameKind(models.TextChoices):
    MAIN = "main", _("Name used here")
    NATIVE = "native", _("Name in its own language")
    OTHER = "other", _("Other name")


class CommitteeKind(models.TextChoices):
    NONPROFIT = "nonprofit", _("Nonprofit organisation")
    CITY_OFFICE = "city_office", _("City department or commission")
    CHAMBER = "chamber", _("Chamber of commerce")
    SCHOOL = "school", _("School or university")
    CIVIC_GROUP = "civic_group", _("Civic group")


class Role(models.TextChoices):
    """What a seat allows. Guest is a seat for the other side, held on a community."""

    COORDINATOR = "coordinator", _("Main contact")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Reader")
    GUEST = "guest", _("Guest of the other side")


class AskedHow(models.TextChoices):
    """How somebody asked for what staff do for a committee."""

    POST = "post", _("by post")
    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by e-mail")
    PERSON = "person", _("in person")


class SilenceEnd(models.TextChoices):
    """How it ended that nobody of a committee answered."""

    ANSWERED = "answered", _("Somebody answered")
    SEATED = "seated", _("Somebody new has the seat")
    DISSOLVED = "dissolved", _("The committee is dissolved")


COMMITTEE_ROLES = (Role.COORDINATOR, Role.EDITOR, Role.VIEWER)
EDITING_ROLES = (Role.COORDINATOR, Role.EDITOR)


class Check(models.TextChoices):
    """What staff look up to see that a community is a real sub-national government."""

    GAZETTEER = "gazetteer", _("On the gazetteer or an official list")
    WEBSITE = "website", _("Own official website")
    HEAD = "head", _("Head of government named there")
    PARTNERS = "partners", _("Existing partners")


class Outcome(models.TextChoices):
    """What a check showed."""

    CONFIRMED = "confirmed", _("Confirmed")
    OTHERWISE = "otherwise", _("Nothing there, but it is real")
    NOT_FOUND = "not_found", _("Not found")
    NOT_REAL = "not_real", _("Not a real government")


# With one of these a check is met: a village without a website of its own is real all the same.
MET = (Outcome.CONFIRMED, Outcome.OTHERWISE)


class ListState(models.TextChoices):
    """How far a list that was brought in has come."""

    CHECKING = "checking", _("Being looked through")
    CHECKED = "checked", _("Looked through, nothing changed yet")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    TAKING_BACK = "taking_back", _("Being rolled back")
    TAKEN_BACK = "taken_back", _("Rolled back")


class LineStatus(models.TextChoices):
    """What becomes of one line of a list; the report of an import says it in these words."""

    READ = "read", _("Not looked at yet")
    CREATED = "created", _("New")
    UPDATED = "updated", _("Adds something")
    EXISTS = "exists", _("Here already")
    DUPLICATE = "duplicate_in_file", _("Twice in this file")
    AMBIGUOUS = "ambiguous", _("More than one place fits")
    UNRESOLVED = "unresolved", _("No place found")
    INVALID = "invalid", _("Cannot be read")
    LEFT_OUT = "left_out", _("Left out")


# Lines whose places are known, and lines that wait for a person.
DECIDED = (LineStatus.CREATED, LineStatus.UPDATED, LineStatus.EXISTS)
OPEN_LINES = (LineStatus.AMBIGUOUS, LineStatus.UNRESOLVED)
