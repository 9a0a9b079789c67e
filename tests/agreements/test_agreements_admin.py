"""Administrators look at documents and the register; they write nothing there."""

import pytest
from django.utils import timezone

from agreements.models import HandIn, Instrument, RegistryEntry, Scan, SealedPdf
from sistercities.common.admin_site import site
from tests.factories import AdministratorFactory, RecordingGrantFactory
from tests.register_rows import quickly_recorded, quickly_reviewed

pytestmark = pytest.mark.django_db
SHOWN = [HandIn, Instrument, RegistryEntry, Scan, SealedPdf]


@pytest.fixture
def entry():
    entry = quickly_recorded()
    SealedPdf.objects.create(
        entry=entry, version=1, sha256="a" * 64, file="sealed/x.pdf", size=1, sealed_at=timezone.now()
    )
    return entry


def test_every_list_and_row_can_be_inspected(client_of, entry):
    browser = client_of(AdministratorFactory())
    for model in SHOWN:
        base = f"/admin/agreements/{model._meta.model_name}/"
        assert browser.get(base).status_code == 200, base
        if site._registry[model].search_fields:
            assert browser.get(base, {"q": entry.number}).status_code == 200, base
        assert browser.get(f"{base}{model.objects.first().pk}/change/").status_code == 200, base
    assert entry.number in browser.get("/admin/agreements/registryentry/").content.decode()


@pytest.mark.parametrize("model", SHOWN)
def test_nothing_is_added_changed_or_deleted(client_of, entry, model):
    browser = client_of(AdministratorFactory())
    base = f"/admin/agreements/{model._meta.model_name}/"
    row = model.objects.first()
    before = list(model.objects.values())
    assert browser.post(f"{base}add/", {"number": "SC-2026-00099"}).status_code == 403
    assert browser.post(f"{base}{row.pk}/change/", {"status": "recorded", "number": "SC-1"}).status_code == 403
    assert browser.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    browser.post(base, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    assert list(model.objects.values()) == before


def test_an_administrator_cannot_record_what_they_reviewed(client_of):
    administrator = AdministratorFactory()
    RecordingGrantFactory(user=administrator)
    hand_in = quickly_reviewed(reviewer=administrator)
    browser = client_of(administrator)
    response = browser.post(
        f"/desk/handins/{hand_in.pk}/record/", {"preview": hand_in.snapshot_sha256, "compared": "on"}
    )
    assert response.status_code == 422
    assert browser.post(f"/admin/agreements/handin/{hand_in.pk}/change/", {"status": "recorded"}).status_code == 403
    assert not RegistryEntry.objects.exists()
