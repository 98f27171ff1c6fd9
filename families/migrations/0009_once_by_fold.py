from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0008_clean_and_fold"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("family", "folded", "twin"),
                name="person_once_in_family_by_fold",
            ),
        ),
        migrations.AddConstraint(
            model_name="prompt",
            constraint=models.UniqueConstraint(
                fields=("family", "folded", "twin"), name="prompt_once_in_family_by_fold"
            ),
        ),
    ]
