"""Rows for tests, each with the fewest facts that make it valid; pass what the test is about.

Names are places and offices, never people. `UserFactory(password="...")` makes a person with a password,
`PartnershipFactory(communities=[home, partner], state="active", since="1957")` one whose state is known.
"""

import datetime as dt
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from factory.django import DjangoModelFactory

from directory.choices import CommitteeKind, Level, NameKind, Role
from directory.models import (
    Committee,
    Community,
    CommunityName,
    Invitation,
    LawAdvisory,
    Membership,
    OfficeHolder,
    Seat,
)
from partnerships.models import EarlierRecognition, Partnership
from partnerships.services import add_partnership, add_state_claim
from partnerships.stages import Kind
from sistercities.accounts.models import Absence, RecordingGrant, SecondStepRequest, User
from sistercities.association.models import AssociationSettings
from sistercities.common.dates import PartialDate
from sistercities.common.names import fold, name_key
from sistercities.desk.models import Task
from sistercities.post.models import Effect, Mail

LONG_AGO = dt.date(2020, 1, 1)


class EmailAddressFactory(DjangoModelFactory):
    class Meta:
        model = EmailAddress

    user = factory.SubFactory("tests.factories.UserFactory", address=None)
    email = factory.LazyAttribute(lambda address: address.user.email)
    primary = True
    verified = True


class UserFactory(DjangoModelFactory):
    """A person with a verified address; without `password` only a mailed code lets them in."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Member {n}")
    address = factory.RelatedFactory(EmailAddressFactory, factory_related_name="user")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, password: str | None = None, **fields: Any) -> User:
        return User.objects.create_user(password=password, **fields)


class StaffFactory(UserFactory):
    email = factory.Sequence(lambda n: f"staff{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Officer {n}")
    is_staff = True


class AdministratorFactory(StaffFactory):
    is_superuser = True


class RecordingGrantFactory(DjangoModelFactory):
    class Meta:
        model = RecordingGrant

    user = factory.SubFactory(StaffFactory)
    granted_by = factory.SubFactory(AdministratorFactory)
    starts_on = LONG_AGO


class RecorderFactory(StaffFactory):
    """Staff with the right to record."""

    grant = factory.RelatedFactory(RecordingGrantFactory, factory_related_name="user")


class AbsenceFactory(DjangoModelFactory):
    """Away today and tomorrow, as the person said."""

    class Meta:
        model = Absence

    user = factory.SubFactory(StaffFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda absence: absence.starts_on + dt.timedelta(days=1))
    entered_by = factory.SelfAttribute("user")


class SecondStepRequestFactory(DjangoModelFactory):
    """A colleague asked just now, and nobody has answered yet."""

    class Meta:
        model = SecondStepRequest

    user = factory.SubFactory(StaffFactory)
    asked_by = factory.SubFactory(StaffFactory)
    asked_at = factory.LazyFunction(timezone.now)
    reason = "We spoke in the office"


class CommunityNameFactory(DjangoModelFactory):
    class Meta:
        model = CommunityName

    community = factory.SubFactory("tests.factories.CommunityFactory")
    name = factory.Sequence(lambda n: f"Old Harbor {n}")
    folded = factory.LazyAttribute(lambda row: name_key(row.name))
    language = "en"


class CommunityFactory(DjangoModelFactory):
    """A city in Washington unless told otherwise, findable by its name and its native name."""

    class Meta:
        model = Community
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Harbor {n}")
    slug = factory.LazyAttributeSequence(lambda community, n: f"{fold(community.name).replace(' ', '-')[:60]}-c{n}")
    sort_key = factory.LazyAttribute(lambda community: fold(community.name))
    level = Level.CITY
    country = "US"
    subdivision_name = factory.LazyAttribute(lambda community: "Washington" if community.country == "US" else "")

    @factory.post_generation
    def names(self: Community, create: bool, extracted: Any) -> None:
        CommunityNameFactory(community=self, name=self.name, kind=NameKind.MAIN)
        if self.native_name:
            CommunityNameFactory(
                community=self,
                name=self.native_name,
                language=self.native_language,
                kind=NameKind.NATIVE,
            )


class PartnerCommunityFactory(CommunityFactory):
    """A city abroad."""

    name = factory.Sequence(lambda n: f"Minato {n}")
    native_name = factory.Sequence(lambda n: f"港{n}市")
    native_language = "ja"
    country = "JP"


class OfficeHolderFactory(DjangoModelFactory):
    class Meta:
        model = OfficeHolder

    community = factory.SubFactory(CommunityFactory)
    title = "Mayor"
    name = "The mayor in office"
    term = DateRange(LONG_AGO, None)
    source = "the city's website"


class LawAdvisoryFactory(DjangoModelFactory):
    """A law of Washington about partnerships with Japan, in force for long."""

    class Meta:
        model = LawAdvisory

    state = "US-WA"
    state_name = "Washington"
    countries = factory.LazyFunction(lambda: ["JP"])
    titles = factory.Sequence(lambda n: {"en": f"Act {n} on agreements"})
    texts = factory.LazyFunction(lambda: {"en": "Ask the attorney of the community. This is not legal advice."})
    source_url = "https://example.org/act"
    in_force_from = LONG_AGO


class CommitteeFactory(DjangoModelFactory):
    """Looks after one new community, or after `communities`."""

    class Meta:
        model = Committee
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Sister city association {n}")
    kind = CommitteeKind.NONPROFIT

    @factory.post_generation
    def communities(self: Committee, create: bool, extracted: list[Community] | None) -> None:
        self.communities.set([CommunityFactory()] if extracted is None else extracted)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    committee = factory.SubFactory(CommitteeFactory)
    community = factory.LazyAttribute(lambda membership: membership.committee.communities.get())
    period = DateRange(LONG_AGO, None)


class SeatFactory(DjangoModelFactory):
    """An editor's seat on a new committee; `guest=True`: a guest's seat on a new community abroad."""

    class Meta:
        model = Seat

    class Params:
        guest = factory.Trait(role=Role.GUEST, committee=None, community=factory.SubFactory(PartnerCommunityFactory))

    user = factory.SubFactory(UserFactory)
    committee = factory.SubFactory(CommitteeFactory)
    role = Role.EDITOR
    starts_on = LONG_AGO


class InvitationFactory(DjangoModelFactory):
    """An invitation whose letter was never written; tests that need the token use the service."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    committee = factory.SubFactory(CommitteeFactory)
    role = Role.EDITOR
    invited_by = factory.SubFactory(StaffFactory)
    token_digest = factory.Sequence(lambda n: f"{n:064x}")
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda invitation: invitation.created_at + dt.timedelta(days=14))


class PartnershipFactory(DjangoModelFactory):
    """Two sides, a home one and one abroad, active since 1957; `state=None` leaves the state unknown.

    `communities` gives the sides in order, `since` is a date as papers give it ("1957-10").
    """

    class Meta:
        model = Partnership

    kind = Kind.SISTER
    communities = factory.LazyFunction(lambda: [CommunityFactory(), PartnerCommunityFactory()])
    state = "active"
    since = "1957"

    @classmethod
    def _create(cls, model_class: type[Partnership], *args: Any, **fields: Any) -> Partnership:
        state, since = fields.pop("state"), fields.pop("since")
        sides = ("communities", "kind", "lead_committee", "stage", "labels")
        named = {name: fields.pop(name) for name in sides if name in fields}
        partnership = add_partnership(**named)
        for name, value in fields.items():
            setattr(partnership, name, value)
        partnership.save()
        if state:
            add_state_claim(
                partnership=partnership,
                state=state,
                source="the printed directory of 1990",
                stated_on=dt.date(1990, 1, 1),
                since=PartialDate.parse(since) if since else None,
            )
        return partnership


class EarlierRecognitionFactory(DjangoModelFactory):
    """A line of a printed directory that one person entered; `confirmed_by` is the second one, at once."""

    class Meta:
        model = EarlierRecognition

    partnership = factory.SubFactory(PartnershipFactory)
    source = "the printed directory"
    year = 2012
    entered_by = factory.SubFactory(StaffFactory)
    entered_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[EarlierRecognition], *args: Any, **fields: Any) -> EarlierRecognition:
        second = fields.pop("confirmed_by", None)
        row = EarlierRecognition.objects.create(**fields)
        if second:
            row.confirmed_by, row.confirmed_at = second, row.entered_at
            row.save()
        return row


class TaskFactory(DjangoModelFactory):
    """A task of a kind that no feature registers."""

    class Meta:
        model = Task

    kind = "example"
    subject_id = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Something to do {n}")
    opened_at = factory.LazyFunction(timezone.now)


class MailFactory(DjangoModelFactory):
    class Meta:
        model = Mail

    kind = "accounts/invitation"
    to = factory.Sequence(lambda n: f"reader{n}@example.org")
    subject = "A letter"
    text = "Good day.\n"
    html = "<p>Good day.</p>"


class LetterFactory(MailFactory):
    """A letter on paper that waits to be printed."""

    kind = "agreements/receipt"
    to = ""
    post_name = factory.Sequence(lambda n: f"Committee by post {n}")
    post_address = "12 Harbor Street\nPortland, OR 97201"
    html = "<!-- letter --><p>Good day.</p><!-- end of letter -->"


class EffectFactory(DjangoModelFactory):
    class Meta:
        model = Effect

    task = "post.send_mail"
    arguments = factory.LazyFunction(lambda: [0])
    key = factory.Sequence(lambda n: f"example:{n}")
    promised_at = factory.LazyFunction(timezone.now)
    due = factory.LazyAttribute(lambda effect: effect.promised_at)


class AssociationSettingsFactory(DjangoModelFactory):
    """The one row."""

    class Meta:
        model = AssociationSettings
        django_get_or_create = ("id",)

    id = 1
    name = "Sister Cities Association"
    email = "office@example.org"
    phone = "+1 202 555 0100"
