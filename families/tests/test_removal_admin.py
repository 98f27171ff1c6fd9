"""What staff delete is hidden first, and can be taken back."""

import pytest
from django.urls import reverse

from audio.models import Recording, Upload
from audio.tests import factories as audio
from families.models import Family, Person, User
from families.tests import factories

pytestmark = pytest.mark.django_db
LISTS = {
    Recording: "audio_recording",
    Person: "families_person",
    Family: "families_family",
}


@pytest.fixture
def recording():
    family = factories.family()
    return audio.recording(family, narrator=factories.person(family), duration_ms=250_000, title="The ferry")


@pytest.mark.parametrize("model", LISTS)
def test_what_staff_delete_is_hidden_and_taken_back_from_the_list(admin_client, recording, model):
    row, name = model.objects.get(), LISTS[model]
    asked = admin_client.get(reverse(f"admin:{name}_delete", args=[row.pk])).content.decode()
    assert "30 days" in asked
    admin_client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"})
    assert model.objects.removed().get() == row
    shown = reverse(f"admin:{name}_changelist")
    assert str(row) not in admin_client.get(shown).content.decode().split('id="changelist-form"')[-1]
    assert str(row) in admin_client.get(f"{shown}?removed=yes").content.decode()
    admin_client.post(f"{shown}?removed=yes", {"action": "take_them_back", "_selected_action": [str(row.pk)]})
    assert not model.objects.removed().exists()


def test_several_that_staff_delete_at_once_are_hidden(admin_client, recording):
    chosen = {"action": "delete_selected", "_selected_action": [str(recording.pk)], "post": "yes"}
    admin_client.post(reverse("admin:audio_recording_changelist"), chosen)
    assert Recording.objects.get().removed_at


def test_whoever_has_begun_an_upload_can_be_deleted(admin_client, recording):
    sender = factories.user()
    audio.upload(recording.family, sender)
    admin_client.post(reverse("admin:families_user_delete", args=[sender.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=sender.pk).exists()
    assert not Upload.objects.exists()


def test_a_family_of_many_people_can_be_saved(admin_client, recording):
    family = recording.family
    Person.objects.bulk_create(Person(family=family, name=f"Cousin {number}") for number in range(1100))
    address = reverse("admin:families_family_change", args=[family.pk])
    page = admin_client.get(address).content.decode()
    assert "1101 people" in page
    form = {"name": "The Brandts", "language": "en"}
    form |= {f"memberships-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert page.count("<input") < 100
    assert admin_client.post(address, form).status_code == 302
    assert Family.objects.get().name == "The Brandts"


def test_a_new_family_can_be_added(admin_client):
    form = {"name": "The Brandts", "language": "en", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert admin_client.get(reverse("admin:families_family_add")).status_code == 200
    admin_client.post(reverse("admin:families_family_add"), form)
    assert Family.objects.get().name == "The Brandts"


def test_staff_read_lengths_and_sizes_in_words(admin_client, recording):
    page = admin_client.get(reverse("admin:audio_recording_change", args=[recording.pk])).content.decode()
    assert "4 minutes 10 seconds" in page
    assert "250000" not in page
    assert "Duration ms" not in page
