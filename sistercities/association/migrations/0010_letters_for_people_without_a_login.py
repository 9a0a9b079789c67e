"""First letters told people to type, who may have sent a paper by post; what staff wrote stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sistercities.association.first_texts import renew_reasons

BEFORE = {
    "return-missing-authority": "b9630262c8ed9d02ef00d84edf77bd8adb74462891fd7cb02552a64a4f995ebf",
    "return-missing-date": "0e8676afcbc1fb1d36aa5b7206eee76ecaa6a077911c3342b4ad85a9b60f0c8f",
    "return-missing-pages": "a6f2ea6bbe3963617cb58440d1785df63fb3538d6b1db13b137c0513cedc7fa5",
    "return-missing-signature": "ac1f851665c1b3d1f858cd87fd583883d432062723f8068da3a743acfa517154",
    "return-not-signed-document": "038b12c5f4b6da77b43304d8d7ddbb4403116192d0c6582eeafad37679143e36",
    "return-unreadable-scan": "b47a56d97792d9f8b31cd6c3d02ff2620e4285b8c67bf98a45766b6eae52fd11",
    "return-wrong-partnership": "a6d1c2a9323a26c34d25fddca658568e1cadf5b2e01d8903faaf64492b01b50e",
}


def mend(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    renew_reasons(apps.get_model("association", "ReasonCode"), BEFORE)


class Migration(migrations.Migration):
    dependencies = [("association", "0009_notice_days")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
