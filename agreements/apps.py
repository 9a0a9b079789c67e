from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    label = "agreements"

    def ready(self) -> None:
        from . import checks, desk, disclosures, facets, gates, panels, sheets, shortcuts  # noqa: F401 - they register themselves
