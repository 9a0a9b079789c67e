from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "sistercities.pages"
    label = "pages"
