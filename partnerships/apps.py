from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sistercities.common.panels import own_slot


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from . import checks, desk, disclosures, facets, list_kind, panels, sheets  # noqa: F401 - they register themselves
        from .navigation import register_workspace_link

        own_slot("partnership.recognition", owner=self.name, subject="a partnership that is recorded")
        own_slot("partnership.acts", owner=self.name, subject="a partnership")
        own_slot("partnership.programs", owner=self.name, subject="a partnership")
        own_slot("workspace.help", owner=self.name, subject="the address of a page of the workspace", is_public=False)
        own_slot("workspace.next_step", owner=self.name, subject="a person who is signed in", is_public=False)
        own_slot("workspace.handins", owner=self.name, subject="a person who is signed in", is_public=False)
        own_slot("workspace.partnership", owner=self.name, subject="a partnership", is_public=False)
        own_slot("side.letter", owner=self.name, subject="a letter to a side that no mail reaches", is_public=False)
        register_workspace_link("workspace", _("My partnerships"), order=10)
