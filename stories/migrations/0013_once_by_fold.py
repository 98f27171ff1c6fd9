from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0012_clean_and_fold"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["folded"], name="mention_by_fold"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                fields=("family", "folded", "twin"), name="place_once_in_family_by_fold"
            ),
        ),
    ]
