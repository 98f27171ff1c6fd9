from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0009_once_by_fold"),
        ("stories", "0010_what_was_approved"),
        ("transcripts", "0012_once_by_fold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="place",
            name="place_once_in_family",
        ),
        migrations.AddField(
            model_name="mention",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="place",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="place",
            name="twin",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
