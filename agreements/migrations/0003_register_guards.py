"""Freezing, chain, signatures and two people as triggers; no setting switches them off."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
# The check of an entry is in a file of its own: later migrations put its newer text in place.
GUARDS = "\n".join((SQL / name).read_text(encoding="utf-8") for name in ("check_entry.sql", "register_guards.sql"))


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_initial"),
        ("directory", "0001_initial"),
        ("partnerships", "0001_initial"),
    ]

    operations = [migrations.RunSQL(GUARDS, elidable=False)]
