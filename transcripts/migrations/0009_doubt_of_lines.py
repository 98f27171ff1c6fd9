"""Lines that were weighed before get the number by which the list of doubtful places is ordered."""

from django.db import migrations

from transcripts.doubt.ranking import doubt_of

AT_ONCE = 500


def note_doubt(apps, schema_editor):
    Segment = apps.get_model("transcripts", "Segment")
    changed = []
    for row in Segment.objects.filter(is_weighed=True).only("words").iterator(AT_ONCE):
        row.doubt = doubt_of(row.words)
        if row.doubt:
            changed.append(row)
    Segment.objects.bulk_update(changed, ["doubt"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0008_doubt")]
    operations = [migrations.RunPython(note_doubt, migrations.RunPython.noop)]
