from django.apps import AppConfig

from sistercities.common.panels import own_slot, require_owners


class PagesConfig(AppConfig):
    name = "sistercities.pages"
    label = "pages"

    def ready(self) -> None:
        own_slot("home.latest_records", owner=self.name, subject="None: the whole register")
        require_owners()
