from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent.parent / "sql" / "check_entry.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0018_destroyed_by_order")]

    operations = [migrations.RunSQL(GUARDS, elidable=False)]
