"""Cleans what was written before columns did."""

from django.db import migrations

from families.text.letters import as_name, one_line
from families.text.old_rows import clean_rows


def clean(apps, schema_editor):
    clean_rows(apps.get_model("books", "Book"), title=as_name, subtitle=as_name, dedication=one_line)


class Migration(migrations.Migration):
    dependencies = [("books", "0002_announced")]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
