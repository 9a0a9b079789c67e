"""The policy with which an installation starts: a membership of the side that hands in, 90 days of grace."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("association", "Policy")._default_manager.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("association", "0004_policy")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
