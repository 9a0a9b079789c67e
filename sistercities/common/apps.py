from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "sistercities.common"
    label = "common"
