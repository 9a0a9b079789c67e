from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "sistercities.desk"
    label = "desk"

    def ready(self) -> None:
        from . import letter_task, mistakes  # noqa: F401 - they register their kinds of task
        from .navigation import register_link

        register_link("desk_queue", _("Queue"), order=10)
        register_link("staff_list", _("Staff and their rights"), order=60)
        register_link("staff_own", _("Your days away"), order=65)
        register_link("desk_post", _("Letters by post"), order=68)
        register_link("mail_log", _("Mail log"), order=70)
