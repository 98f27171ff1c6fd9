"""Cleans what was written before columns did."""

from django.db import migrations

from families.text.letters import as_name, one_line, writable, writable_tree
from families.text.old_rows import clean_rows


def clean(apps, schema_editor):
    Recording, Asked, Step, Upload = (
        apps.get_model("audio", name) for name in ("Recording", "Asked", "Step", "Upload")
    )
    clean_rows(Recording, title=as_name, filename=as_name, container=one_line, codec=one_line)
    clean_rows(Asked, text=as_name)
    clean_rows(Step, reason=writable)
    clean_rows(Upload, metadata=writable_tree, takes=writable_tree, asked=writable_tree)


class Migration(migrations.Migration):
    dependencies = [("audio", "0006_head_mended")]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
