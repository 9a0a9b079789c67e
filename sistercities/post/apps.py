from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "sistercities.post"
    label = "post"
