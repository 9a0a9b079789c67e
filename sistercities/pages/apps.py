from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sistercities.common.panels import own_slot, require_owners
from sistercities.desk.navigation import register_link


class PagesConfig(AppConfig):
    name = "sistercities.pages"
    label = "pages"

    def ready(self) -> None:
        own_slot("home.latest_records", owner=self.name, subject="None: the whole register")
        register_link("sheet_list", _("Sheets of paper"), order=66)
        register_link("desk_pages", _("Pages"), order=80)
        register_link("desk_policy", _("Policy"), order=85)
        register_link("desk_association", _("The association"), order=90)
        require_owners()
