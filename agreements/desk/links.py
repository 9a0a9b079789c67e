"""The desk's links to pages about documents."""

from django.utils.translation import gettext_lazy as _

from sistercities.desk.navigation import register_link

register_link("handin_arrived", _("A document arrived"), order=20)
register_link("desk_registry", _("Decide about a record"), order=25)
register_link("desk_certificates", _("Agreement PDFs"), order=30)
register_link("reason_list", _("Reasons and letters"), order=82)
