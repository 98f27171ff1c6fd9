"""Cleans what was written before columns did, and gives the family's words their fold."""

from django.db import migrations

from families.text.letters import as_name, one_line, writable, writable_tree
from families.text.old_rows import clean_rows, fold_rows, tell_twins_apart


def clean_and_fold(apps, schema_editor):
    FamilyWord, Segment, Speaker, Correction = (
        apps.get_model("transcripts", name) for name in ("FamilyWord", "Segment", "Speaker", "Correction")
    )
    clean_rows(FamilyWord, text=as_name, sounds_like=as_name, misheard=writable_tree)
    clean_rows(
        Segment, text=writable, heard_text=writable, repaired_text=writable, words=writable_tree, speaker=one_line
    )
    clean_rows(Speaker, label=one_line)
    clean_rows(Correction, before=writable, after=writable)
    fold_rows(FamilyWord, of="text", order=("created_at", "pk"))


def tell_apart(apps, schema_editor):
    tell_twins_apart(apps.get_model("transcripts", "FamilyWord"), of="text")


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0010_folded")]

    operations = [migrations.RunPython(clean_and_fold, tell_apart)]
