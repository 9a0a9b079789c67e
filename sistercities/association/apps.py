from django.apps import AppConfig


class AssociationConfig(AppConfig):
    name = "sistercities.association"
    label = "association"
