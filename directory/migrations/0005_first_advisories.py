from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from directory.first_advisories import load_first_advisories


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_first_advisories(model=apps.get_model("directory", "LawAdvisory"))


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_authority")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
