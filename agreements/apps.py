from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    label = "agreements"

    def ready(self) -> None:
        from directory.services.on_behalf import inspect_sheets_with

        from . import checks, desk, disclosures, facets, gates, panels, sheets, shortcuts  # noqa: F401 - they register themselves
        from .inspection.sheets import inspect_sheet

        inspect_sheets_with(inspect_sheet)
