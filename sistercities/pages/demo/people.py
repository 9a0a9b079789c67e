"""The demonstration's logins."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from directory.choices import Role
from directory.models import Committee, Community, Seat
from sistercities.accounts.models import RecordingGrant, User

PASSWORD = "sister-cities-demo"  # noqa: S105 - published with the demonstration


@dataclass(frozen=True)
class Login:
    """One login and what it is for; printed when the demonstration starts."""

    name: str
    purpose: str
    is_staff: bool = False
    is_superuser: bool = False
    may_record: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"


LOGINS = (
    Login("reviewer", "association staff: reviews documents", is_staff=True),
    Login("registrar", "association staff: reviews and records", is_staff=True, may_record=True),
    Login("registrar2", "association staff: a second person who records", is_staff=True, may_record=True),
    Login("committee", "main contact of the Seattle and Tacoma committees"),
    Login("viewer", "reader of the Seattle committee"),
    Login("partner", "guest of Kobe, the other side"),
    Login("admin", "administrator", is_staff=True, is_superuser=True),
)
TITLES = {
    "reviewer": "Reviewer of the association",
    "registrar": "Registrar of the association",
    "registrar2": "Second registrar of the association",
    "committee": "Main contact in Seattle",
    "viewer": "Reader in Seattle",
    "partner": "International office of Kobe",
    "admin": "Administrator of the portal",
}


def add_people(*, since: dt.date) -> dict[str, User]:
    """Every login with a verified address, by its short name; two may record from `since` on."""
    people = {}
    for login in LOGINS:
        user = User.objects.create_user(
            login.email,
            PASSWORD,
            full_name=TITLES[login.name],
            is_staff=login.is_staff,
            is_superuser=login.is_superuser,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if login.may_record:
            RecordingGrant.objects.create(user=user, starts_on=since, reason="Demonstration")
        people[login.name] = user
    return people


def add_seats(people: dict[str, User], *, since: dt.date) -> None:
    """Seats on the Seattle and Tacoma committees, and Kobe's guest seat."""
    seattle, tacoma = (Committee.objects.get(communities__name=name) for name in ("Seattle", "Tacoma"))
    for committee in (seattle, tacoma):
        Seat.objects.create(user=people["committee"], committee=committee, role=Role.COORDINATOR, starts_on=since)
    Seat.objects.create(user=people["viewer"], committee=seattle, role=Role.VIEWER, starts_on=since)
    kobe = Community.objects.get(name="Kobe")
    Seat.objects.create(user=people["partner"], community=kobe, role=Role.GUEST, starts_on=since)
