"""First texts that told people to wait until both sides have signed say what the portal does; what staff wrote stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECEIVED = "the day on which we received it counts."
LETTER = (
    "If the other side has not signed yet, wait until it has, then hand it in again; nothing is lost in the meantime.",
    'If the other side has not signed yet, say "Not yet" at the step of that side and hand the document in again all '
    f"the same: it waits with us for the other side, and {RECEIVED}",
)
STAGES = (
    "and it goes on the register under its own number.\n",
    "and it goes on the register under its own number. If only one side has signed so far, hand it in all the same: "
    f"the document waits for the other side, and {RECEIVED}\n",
)
ANSWERS = (
    "## What does the association do?",
    "## Can we hand in a document that only one side has signed?\n\n"
    f"Yes. The document waits for the signature of the other side, and {RECEIVED} It is recorded when both sides have "
    "signed.\n\n## What does the association do?",
)


def mend(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("association", "ReasonCode")._default_manager.filter(code="missing-signature"):
        row.letters = {**row.letters, "en": row.letters["en"].replace(*LETTER)}
        row.save()
    for slug, words in (("how-it-works", STAGES), ("faq", ANSWERS)):
        for page in apps.get_model("association", "EditedPage")._default_manager.filter(slug=slug):
            if RECEIVED not in page.texts["en"]:
                page.texts = {**page.texts, "en": page.texts["en"].replace(*words)}
                page.save()


class Migration(migrations.Migration):
    dependencies = [("association", "0002_first_texts")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
