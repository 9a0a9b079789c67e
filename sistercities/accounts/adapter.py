"""How allauth behaves here: sign-up by invitation, mails through the mail log, passkeys by host name."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from sistercities.common.requests import client_address
from sistercities.post.services import write_mail

# What makes a mail secret: whoever reads it can act in the person's name.
SECRETS = {"code", "activate_url", "password_reset_url"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is by invitation only; every mail is a row of the mail log first."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff begin at their desk, everyone else at their partnerships."""
        return "/desk/" if request.user.is_staff else settings.LOGIN_REDIRECT_URL

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_home(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return _at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of allauth's mails (`templates/emails/<template_prefix>...`) through the mail log."""
        shown = {"email": email, **{key: value for key, value in context.items() if key != "request"}}
        write_mail(to=email, template=template_prefix, context=shown, is_secret=not SECRETS.isdisjoint(shown))


def _at_home(url: str) -> str:
    """The same page at the public address, whatever host the request named: letters are read elsewhere."""
    there = urlsplit(url)
    return f"{settings.PUBLIC_URL}{there.path}" + (f"?{there.query}" if there.query else "")


class SecondFactorAdapter(DefaultMFAAdapter):
    """The site's name in authenticator apps and on passkeys."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": passkey_host(), "name": settings.MFA_TOTP_ISSUER}


def passkey_host() -> str:
    """The host name to which passkeys are bound: that of the public address."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def passkey_address(request: HttpRequest) -> str:
    """Where this page must be opened for passkeys to work; "" if it is open there now.

    A passkey is bound to a host name. On a bare IP address, or another name of the same server, browsers refuse it.
    """
    here = urlsplit(f"//{request.get_host()}")
    name = here.hostname or ""
    if name == passkey_host() or name.endswith("." + passkey_host()):
        return ""
    if passkey_host() == "localhost":
        port = f":{here.port}" if here.port else ""
        return f"{request.scheme}://localhost{port}{request.get_full_path()}"
    return f"{settings.PUBLIC_URL}{request.get_full_path()}"
