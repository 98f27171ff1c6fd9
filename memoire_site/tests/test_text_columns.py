"""Every column of ours that holds text cleans it."""

import pytest
from django.apps import apps
from django.db import models

from families.text.writing import Cleaned, DataField

ROOMS = {"families", "audio", "transcripts", "stories", "books"}
MADE_BY_US = {"password", "sha256", "fingerprint", "digest", "content_type"}  # hashes, and names from a list of ours
DIGESTS = {f"families.WrongPassword.{name}" for name in ("account", "line", "device")}


def text_columns() -> list[models.Field]:
    rows = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    kinds = (models.CharField, models.TextField, models.JSONField)
    columns = [field for row in rows for field in row._meta.fields if isinstance(field, kinds)]
    return [
        field
        for field in columns
        if not field.choices
        and field.name not in MADE_BY_US
        and str(field) not in DIGESTS
        and not isinstance(field, models.FileField)
    ]


@pytest.mark.parametrize("column", text_columns(), ids=str)
def test_a_column_for_text_cleans_it(column):
    assert isinstance(column, (Cleaned, DataField))
