"""Cleans what was written before columns did, and gives names their fold."""

from django.db import migrations
from django.db.models import Q

from families.text.letters import as_address, as_name
from families.text.old_rows import clean_rows, fold_rows, tell_twins_apart


def clean_and_fold(apps, schema_editor):
    User, Family, Person, Prompt = (apps.get_model("families", name) for name in ("User", "Family", "Person", "Prompt"))
    clean_rows(User, email=as_address)
    clean_rows(User, name=as_name)
    clean_rows(Family, name=as_name)
    clean_rows(Person, name=as_name)
    clean_rows(Prompt, text=as_name)
    fold_rows(Person, order=("created_at", "pk"), standing=Q(removed_at=None))
    fold_rows(Prompt, of="text", order=("created_at", "pk"))


def tell_apart(apps, schema_editor):
    tell_twins_apart(apps.get_model("families", "Person"))
    tell_twins_apart(apps.get_model("families", "Prompt"), of="text")


class Migration(migrations.Migration):
    dependencies = [("families", "0007_folded")]

    operations = [migrations.RunPython(clean_and_fold, tell_apart)]
