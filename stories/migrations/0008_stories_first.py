"""Stories come before doubt now: recordings that were between the two go on with their stories."""

from django.db import migrations
from django.utils import timezone


def let_stories_go_first(apps, schema_editor):
    Step = apps.get_model("audio", "Step")
    doubting = Step.objects.filter(name="doubt", state__in=["waiting", "running", "failed"])
    between = list(
        Step.objects.filter(name="extract", state="pending", recording__in=doubting.values("recording")).values_list(
            "recording", flat=True
        )
    )
    fresh = {"lease": None, "attempts": 0, "reason": "", "rung_at": None, "ended_at": None}
    Step.objects.filter(name="doubt", recording__in=between).update(state="pending", **fresh)
    Step.objects.filter(name="extract", recording__in=between).update(
        state="waiting", not_before=timezone.now(), **fresh
    )


class Migration(migrations.Migration):
    dependencies = [("audio", "0004_step_parts"), ("stories", "0007_words_read")]
    operations = [migrations.RunPython(let_stories_go_first, migrations.RunPython.noop)]
