from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sistercities.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import by_post  # noqa: F401 - says whose letters go by post
