"""What made the transcripts that are there becomes their first hearing."""

from django.db import migrations


def note_first_hearings(apps, schema_editor):
    Transcript = apps.get_model("transcripts", "Transcript")
    Hearing = apps.get_model("transcripts", "Hearing")
    for row in Transcript.objects.filter(hearings=None).iterator():
        made = Hearing.objects.create(
            transcript=row,
            language=row.language,
            engine=row.engine,
            engine_version=row.engine_version,
            engine_reason=row.engine_reason,
            state="in_use",
        )
        Hearing.objects.filter(pk=made.pk).update(began_at=row.created_at)


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0005_hearings_and_speakers")]
    operations = [migrations.RunPython(note_first_hearings, migrations.RunPython.noop)]
