from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sistercities.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import by_post, sheets  # noqa: F401 - whose letters go by post; a sheet
