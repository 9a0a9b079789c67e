from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sistercities.desk"
    label = "desk"
