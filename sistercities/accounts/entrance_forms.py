"""The forms of allauth in the site's own words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

WORDS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "remember": _("Keep me signed in on this device"),
    "oldpassword": _("The password you have now"),
    "password1": _("New password"),
    "password2": _("New password once more"),
    "name": _("Name of this key"),
    "passwordless": _("Sign me in with this key alone, without the password"),
}
HINTS = {
    "remember": _("Leave it out where others use the device too."),
    "passwordless": _("Your device then asks for its PIN, your fingerprint or your face."),
}
REQUIRED = {
    "login": _("Enter your e-mail address."),
    "email": _("Enter an e-mail address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter the password that you have now."),
    "password1": _("Enter a new password."),
    "password2": _("Enter the new password once more."),
    "code": _("Enter the code."),
}


class OwnWords:
    """Labels, hints and errors of the site; no text inside a box that goes away while one types."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = WORDS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            field.error_messages["required"] = REQUIRED.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)


class SamePassword(OwnWords):
    """The second time as the first, or it is said what to do."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "password2":
            error = _("The two do not agree. Enter the new password once more.")
        super().add_error(field, error)  # type: ignore[misc]


class LoginForm(OwnWords, account.LoginForm):
    """Sign in with the password."""


class RequestLoginCodeForm(OwnWords, account.RequestLoginCodeForm):
    """Ask for a code by mail."""


class ConfirmLoginCodeForm(OwnWords, account.ConfirmLoginCodeForm):
    """The code that came by mail."""


class AddEmailForm(OwnWords, account.AddEmailForm):
    """Another address of one's own."""


class ChangePasswordForm(SamePassword, account.ChangePasswordForm):
    """A new password, by somebody who knows the one of today."""


class SetPasswordForm(SamePassword, account.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(OwnWords, account.ResetPasswordForm):
    """Ask for the letter that leads to a new password."""


class ResetPasswordKeyForm(SamePassword, account.ResetPasswordKeyForm):
    """A new password, by somebody who followed that letter."""


class ReauthenticateForm(OwnWords, account.ReauthenticateForm):
    """The password once more."""


class AuthenticateForm(OwnWords, mfa.AuthenticateForm):
    """The second step."""


class ReauthenticateCodeForm(OwnWords, mfa.ReauthenticateForm):
    """The second step once more."""


class ActivateTOTPForm(OwnWords, totp.ActivateTOTPForm):
    """The first code of an app."""


class AddWebAuthnForm(OwnWords, webauthn.AddWebAuthnForm):
    """Another passkey or security key."""


class EditWebAuthnForm(OwnWords, webauthn.EditWebAuthnForm):
    """Another name for a key."""
