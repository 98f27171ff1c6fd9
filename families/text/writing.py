"""Columns for text: whatever door it comes through, what is stored and what is looked for has only letters that may stand there.

For the database they are Django's own columns, so that migrations know only those.
"""

from typing import Any

from django import forms
from django.db import models

from families.dates.typed_dates import NotUnderstood, bounded_date
from families.text.languages import UnknownLanguage, language_tag, validate_language
from families.text.letters import as_address, as_name, folded, one_line, writable, writable_tree


def as_djangos(kind: type) -> str:
    """The name of Django's own column that a column of ours is to the database."""
    plain = next(each for each in kind.__mro__ if each not in (Cleaned, kind) and hasattr(models, each.__name__))
    return f"django.db.models.{plain.__name__}"


class Cleaned(models.Field):
    """A column whose values are cleaned on their way in."""

    def cleaned(self, value: str) -> str:
        return one_line(value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.cleaned(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.cleaned(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The row in memory says what is stored."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and (cleaned := self.cleaned(value)) != value:
            setattr(model_instance, self.attname, cleaned)
            return cleaned
        return value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, as_djangos(type(self)), args, kwargs


class LineField(Cleaned, models.CharField):
    """One line."""


class NameField(Cleaned, models.CharField):
    """A name or a title: one line without letters that nobody sees."""

    def cleaned(self, value: str) -> str:
        return as_name(value)


class DayField(LineField):
    """When something was, as EDTF (ISO 8601-2) of up to 32 letters, however it was typed; what is no date is for validators to refuse."""

    def cleaned(self, value: str) -> str:
        try:
            return bounded_date(super().cleaned(value))
        except NotUnderstood:
            return super().cleaned(value)


class LanguageField(LineField):
    """The tag of a language; see `languages.language_tag`."""

    default_validators = [validate_language]

    def cleaned(self, value: str) -> str:
        try:
            return language_tag(super().cleaned(value))
        except UnknownLanguage:
            return super().cleaned(value)


class AddressInput(forms.EmailField):
    """Cleaned before it is judged: nobody could mend letters that nobody sees."""

    def clean(self, value: Any) -> Any:
        return super().clean(as_address(value) if isinstance(value, str) else value)


class AddressField(Cleaned, models.EmailField):
    """An e-mail address, which is one whatever its capitals."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": AddressInput, **options})

    def cleaned(self, value: str) -> str:
        return as_address(value)


class ProseField(Cleaned, models.TextField):
    """Text of any number of lines."""

    def cleaned(self, value: str) -> str:
        return writable(value)


class DataField(models.JSONField):
    """Lists and dictionaries whose texts are cleaned."""

    def get_prep_value(self, value: Any) -> Any:
        return writable_tree(super().get_prep_value(value))

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, as_djangos(type(self)), args, kwargs


class FoldedField(Cleaned, models.CharField):
    """What another column of the row has in common with all other ways to write the same; see `letters.folded`."""

    def __init__(self, *, of: str = "name", **options: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": 255, "editable": False, "default": "", **options})

    def cleaned(self, value: str) -> str:
        return folded(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = folded(getattr(model_instance, self.of) or "")
        setattr(model_instance, self.attname, value)
        return value
