from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sistercities.common.panels import own_slot


class DirectoryConfig(AppConfig):
    name = "directory"
    label = "directory"

    def ready(self) -> None:
        from sistercities.desk.navigation import register_link

        from . import desk, facets, sheets  # noqa: F401 - they register themselves
        from .services import committees  # noqa: F401 - says which committees get letters by post

        own_slot("directory.notes", owner=self.name, subject="the communities of one page of the directory")
        own_slot("directory.search", owner=self.name, subject="the words of a search")
        own_slot("committee.sheet", owner=self.name, subject="a committee", is_public=False)
        own_slot("community.partnerships", owner=self.name, subject="a community")
        own_slot("community.register_entries", owner=self.name, subject="a community")
        register_link("people_search", _("People"), order=50)
        register_link("list_imports", _("Lists to import"), order=45)
        register_link("advisory_list", _("State laws"), order=55)
