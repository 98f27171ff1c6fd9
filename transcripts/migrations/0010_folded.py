from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0009_once_by_fold"),
        ("transcripts", "0009_doubt_of_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="familyword",
            name="word_once_in_family",
        ),
        migrations.AddField(
            model_name="familyword",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="familyword",
            name="twin",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
