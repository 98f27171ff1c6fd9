from django.db import migrations


class Migration(migrations.Migration):
    """What a hearing is made of has the name of what a transcript is made of. The table keeps its own: nothing moves."""

    dependencies = [("transcripts", "0012_once_by_fold")]

    operations = [
        migrations.AlterModelTable("heardline", "transcripts_heardline"),
        migrations.RenameModel("HeardLine", "HeardSegment"),
    ]
