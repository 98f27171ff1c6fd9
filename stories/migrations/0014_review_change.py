"""A review calls what it belongs to by the word of the code: a change."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stories", "0013_once_by_fold")]

    operations = [migrations.RenameField(model_name="review", old_name="stroke", new_name="change")]
