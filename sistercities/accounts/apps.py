from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sistercities.accounts"
    label = "accounts"
