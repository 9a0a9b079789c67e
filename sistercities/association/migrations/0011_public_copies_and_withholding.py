"""The page "How a record is protected" names public copies and withholding too; what staff wrote stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sistercities.association.first_texts import renew_pages

BEFORE = {"how-a-record-is-protected": "249fb6afdf184ed419d3c53ccb4bd0294f014520fddc05f38ea74cbf01c0069c"}


def mend(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    renew_pages(apps.get_model("association", "EditedPage"), BEFORE)


class Migration(migrations.Migration):
    dependencies = [("association", "0010_letters_for_people_without_a_login")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
