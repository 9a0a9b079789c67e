"""The page "How a record is protected" joins the first texts; what staff wrote stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sistercities.association.first_texts import load_first_texts


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_first_texts(
        page_model=apps.get_model("association", "EditedPage"),
        reason_model=apps.get_model("association", "ReasonCode"),
    )


class Migration(migrations.Migration):
    dependencies = [("association", "0005_first_policy")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
