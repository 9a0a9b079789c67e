from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "earlier_guard.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0003_opened_with_a_document")]

    operations = [
        migrations.RunSQL(
            SQL,
            "DROP TRIGGER earlierrecognition_guarded ON partnerships_earlierrecognition;"
            "DROP FUNCTION partnerships_guard_earlier();",
        ),
    ]
