"""How allauth behaves here: sign-up by invitation, mails through the mail log, passkeys by host name."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from sistercities.post.services import write_mail


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is by invitation only; every mail is a row of the mail log first."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of allauth's mails; its text holds codes or links and is therefore secret."""
        shown = {key: value for key, value in context.items() if key != "request"}
        write_mail(to=email, template=template_prefix.removesuffix("_message"), context=shown, is_secret=True)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The site's name in authenticator apps and on passkeys."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = settings.PUBLIC_URL.split("//")[-1].split("/")[0].split(":")[0]
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}
