"""Reasons get their place in the list; first letters of refusals name the communities; what staff wrote stays."""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LETTERS = {
    "duplicate": (
        "The same document has been recorded before. A document",
        "The document of {communities} that you handed in has been recorded before. A document",
    ),
    "not-real-government": (
        "We are not recording this document. If you",
        "We are not recording this document of {communities}. If you",
    ),
    "outside-scope": (
        "We are not recording this document; that says",
        "We are not recording this document of {communities}; that says",
    ),
}


def mend(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    places: defaultdict[str, int] = defaultdict(int)
    for row in apps.get_model("association", "ReasonCode")._default_manager.order_by("use", "code"):
        places[row.use] += 1
        row.position = places[row.use]
        if row.code in LETTERS:
            row.letters = {**row.letters, "en": row.letters["en"].replace(*LETTERS[row.code])}
        row.save()


class Migration(migrations.Migration):
    dependencies = [("association", "0007_order_of_reasons")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
