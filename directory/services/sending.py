"""The letter of an invitation, and who reads letters at an address."""

import datetime as dt
import hashlib
import re
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from directory.models import Invitation
from sistercities.accounts.models import User
from sistercities.post.recipients import by_post
from sistercities.post.services import write_mail

# Without letters that look like others on paper. An address on paper holds three groups of five.
EASY = "abcdefghjkmnpqrstuvwxyz23456789"
SHORT_TOKEN = re.compile(r"([A-Za-z0-9]{5}-){2}[A-Za-z0-9]{5}")


def digest(token: str) -> str:
    """Of a token; one that is typed from paper is the same in capitals."""
    token = token.lower() if SHORT_TOKEN.fullmatch(token) else token
    return hashlib.sha256(token.encode()).hexdigest()


def send_invitation(invitation: Invitation, now: dt.datetime) -> None:
    """Give the invitation a new token, save it and write its letter, with the only copy of the link."""
    on_paper = by_post(invitation.email)
    token = _short_token() if on_paper else secrets.token_urlsafe(32)
    invitation.token_digest = digest(token)
    invitation.created_at = now
    invitation.expires_at = now + dt.timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    link = f"{settings.PUBLIC_URL}{reverse('invitation_accept', args=[token])}"
    place = invitation.committee or invitation.community
    context = {"invitation": invitation, "place": place, "link": link}
    write_mail(to=on_paper or invitation.email, template="accounts/invitation", context=context, is_secret=True)


def _short_token() -> str:
    """Easy to type from paper, and impossible to guess while an invitation lives: 70 bits."""
    return "-".join("".join(secrets.choice(EASY) for _letter in range(5)) for _group in range(3))


def person_at(email: str) -> User | None:
    """The person who signs in with this address, main or further one."""
    wanted = email.strip().lower()
    further = Q(emailaddress__email__iexact=wanted, emailaddress__verified=True)
    found = User.objects.filter(Q(email__iexact=wanted) | further).distinct()
    # The database folds more than case: "regiſtrar" is not "registrar".
    return next((person for person in found if wanted in _addresses(person)), None)


def _addresses(person: User) -> set[str]:
    further = (address.email for address in EmailAddress.objects.filter(user=person, verified=True))
    return {address.lower() for address in (person.email, *further)}
