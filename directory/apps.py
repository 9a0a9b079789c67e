from django.apps import AppConfig

from sistercities.common.panels import own_slot


class DirectoryConfig(AppConfig):
    name = "directory"
    label = "directory"

    def ready(self) -> None:
        from . import facets  # noqa: F401 - registers facets and figures

        own_slot("directory.notes", owner=self.name, subject="the communities of one page of the directory")
        own_slot("community.partnerships", owner=self.name, subject="a community")
        own_slot("community.register_entries", owner=self.name, subject="a community")
