"""The step that tells voices apart is called what the field calls it."""

from typing import Any

from django.db import migrations


def rename_step(old: str, new: str) -> Any:
    def rename(apps: Any, schema_editor: Any) -> None:
        apps.get_model("audio", "Step").objects.filter(name=old).update(name=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [("audio", "0008_inspection_version")]
    operations = [
        migrations.RunPython(rename_step("tell_speakers", "diarise"), rename_step("diarise", "tell_speakers")),
    ]
