"""Names are compared by `name_key` from here on ("St. Louis" is "Saint Louis"), so the stored column is written again."""

from django.db import migrations

from sistercities.common.names import name_key


def fold_again(apps, schema_editor):
    names = apps.get_model("directory", "CommunityName").objects.using(schema_editor.connection.alias)
    changed = []
    for row in names.only("pk", "name", "folded").iterator():
        if row.folded != (key := name_key(row.name)):
            row.folded = key
            changed.append(row)
    names.bulk_update(changed, ["folded"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_gazetteer")]

    operations = [migrations.RunPython(fold_again, migrations.RunPython.noop)]
