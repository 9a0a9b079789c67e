"""The list of partnerships as the directory brings lists in. Loaded by `ready()`."""

from django.utils.translation import gettext_lazy as _

from directory.lists import ListKind, register_list

from .services.lists import LIST_NAME, PartnershipKeeper, take_back
from .services.lists.rows import COLUMNS, REQUIRED, asked_by, in_words, problem_of

register_list(
    ListKind(
        name=LIST_NAME,
        label=_("Partnerships"),
        columns=COLUMNS,
        required=REQUIRED,
        ends=(_("At home"), _("Abroad")),
        problem=problem_of,
        asked=asked_by,
        words=in_words,
        route="partnership_import",
        keeper=PartnershipKeeper,
        take_back=take_back,
    )
)
