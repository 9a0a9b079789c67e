"""What invitation and seat pages ask."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from sistercities.accounts.forms import NamesForm
from sistercities.accounts.models import User

from .choices import COMMITTEE_ROLES, Role

# What a role allows, in the words of the people who give it.
ROLE_HELP = {
    Role.COORDINATOR: _("may do everything for the committee, invite people and end their seats"),
    Role.EDITOR: _("may hand in documents and change the committee's files"),
    Role.VIEWER: _("may read the committee's files and change nothing"),
    Role.GUEST: _("may read what both sides share, and change nothing"),
}


def role_choices() -> list[tuple[str, str]]:
    return [(role.value, f"{role.label}: {ROLE_HELP[role]}") for role in COMMITTEE_ROLES]


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The letter goes to this address only, and only its reader can take the seat."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("What this person may do"), choices=role_choices, widget=forms.RadioSelect)


class InviteForm(EmailForm, RoleForm):
    """Invite to a committee."""

    field_order = ["email", "role"]


class JoinForm(NamesForm):
    """What a new person tells when accepting: a name; a password only if wanted."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. You can leave it empty: then we send you a code by e-mail each time you sign in."
        ),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("password"):
            person = User(email=self.email, full_name=answers.get("full_name", ""))
            try:
                validate_password(answers["password"], person)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return answers
