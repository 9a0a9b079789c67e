"""Freezing, chain, signatures and two people as triggers; no setting switches them off."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent.parent / "sql" / "register_guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_initial"),
        ("directory", "0001_initial"),
        ("partnerships", "0001_initial"),
    ]

    operations = [migrations.RunSQL(GUARDS, elidable=False)]
