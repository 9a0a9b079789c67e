from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the checks
