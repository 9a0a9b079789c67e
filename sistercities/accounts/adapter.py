"""How allauth behaves here: sign-up by invitation, mails through the mail log, passkeys by host name."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sistercities.common.requests import client_address
from sistercities.post.services import write_mail

# What makes a mail secret: whoever reads it can act in the person's name.
SECRETS = {"code", "activate_url", "password_reset_url"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is by invitation only; every mail is a row of the mail log first; errors say what to do."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the association."),
        "cannot_remove_primary_email": _("Letters go to this address. Make another one the main one first."),
        "duplicate_email": _("This address is yours already."),
        "email_password_mismatch": _("Address and password do not fit together. Try again, or ask for a code instead."),
        "email_taken": _("This address cannot be added. Ask the association if it is yours."),
        "enter_current_password": _("Enter the password that you have now."),
        "incorrect_code": _("This is not the code that we sent. Look at the newest letter."),
        "incorrect_password": _("This is not your password."),
        "invalid_or_expired_key": _("This link no longer works. Ask for a new one."),
        "invalid_login": _("Enter your e-mail address as we know it."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "max_email_addresses": _("You can have %d addresses. Remove one first."),
        "rate_limited": _("You tried several times in a row. Wait a few minutes, then try again."),
        "same_as_current": _("Choose another one than you have now."),
        "select_only_one": _("Choose only one."),
        "too_many_login_attempts": _(
            "That was tried too often. Wait a few minutes, or ask for a code instead of the password."
        ),
        "unknown_email": _("We do not know this address. Try another one, or ask your main contact to invite you."),
        "unverified_primary_email": _("Confirm this address first, by the link in our letter to it."),
    }

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
        """Write one of allauth's mails (`templates/emails/<template_prefix>...`) through the mail log.

        They are about signing in, so they go by e-mail also to whoever wants letters by post.
        """
        shown = {"email": email, **{key: value for key, value in context.items() if key != "request"}}
        is_secret = not SECRETS.isdisjoint(shown)
        write_mail(to=email, template=template_prefix, context=shown, is_secret=is_secret, on_paper_too=False)


def _at_home(url: str) -> str:
    """The same page at the public address, whatever host the request named: letters are read elsewhere."""
    there = urlsplit(url)
    return f"{settings.PUBLIC_URL}{there.path}" + (f"?{there.query}" if there.query else "")


class SecondFactorAdapter(DefaultMFAAdapter):
    """The site's name in authenticator apps and on passkeys; errors say what to do."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your work needs a second step. Set up another one before you remove this."),
        "cannot_generate_recovery_codes": _("Set up an app or a key first; printed codes come after that."),
        "incorrect_code": _("This code does not fit. Wait for the next one, and type it while it is shown."),
        "unverified_email": _("Confirm your e-mail address first, by the link in our letter to it."),
    }

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
