from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0011_clean_and_fold"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="familyword",
            constraint=models.UniqueConstraint(fields=("family", "folded", "twin"), name="word_once_in_family_by_fold"),
        ),
    ]
