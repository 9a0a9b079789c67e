from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "sistercities.common"
    label = "common"

    def ready(self) -> None:
        from . import checks, form_words  # noqa: F401 - checks register themselves

        form_words.speak()
