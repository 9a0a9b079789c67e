from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    label = "agreements"

    def ready(self) -> None:
        from directory.services.on_behalf import inspect_sheets_with
        from partnerships.services import tell_me

        from . import checks, desk, disclosures, facets, gates, panels, sheets, shortcuts  # noqa: F401 - they register themselves
        from .inspection.sheets import inspect_sheet
        from .services.telling import note_told

        inspect_sheets_with(inspect_sheet)
        tell_me(note_told)
