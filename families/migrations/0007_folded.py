from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0006_sign_ins"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={"verbose_name": "user", "verbose_name_plural": "users"},
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="person_once_in_family",
        ),
        migrations.RemoveConstraint(
            model_name="prompt",
            name="prompt_once_in_family",
        ),
        migrations.RemoveConstraint(
            model_name="user",
            name="user_email_once",
        ),
        migrations.AddField(
            model_name="person",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="person",
            name="twin",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="prompt",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="prompt",
            name="twin",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                error_messages={"unique": "Somebody has an account with this e-mail address already."},
                max_length=254,
                unique=True,
                verbose_name="e-mail address",
            ),
        ),
    ]
