"""Forms over rows that others may change meanwhile, and the admin's use of them."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.db.models import Model
from django.http import HttpRequest, QueryDict

from families.editing.versions import BY_ANYBODY, changed_since, part_of, version_of

VERSION = "version"


class VersionedForm(forms.ModelForm):
    """Bears the version of the row from which it was drawn. What its writer did not touch stays as others have left it.

    A field that both have changed is asked again: with what stands by now in words, and what was typed still in its place.
    To be validated within a transaction, which holds the row.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    is_clash = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_old:
            self.initial[VERSION] = version_of(Now(self.instance), self.edited)

    @property
    def is_old(self) -> bool:
        """Whether the row is there already."""
        return not self.instance._state.adding

    @property
    def edited(self) -> list[str]:
        """The fields of the row that the form can change."""
        names = {field.name for field in [*self.instance._meta.concrete_fields, *self.instance._meta.many_to_many]}
        return sorted(name for name, field in self.fields.items() if name in names and not field.disabled)

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != VERSION]

    def clean(self) -> dict[str, Any]:
        super().clean()
        read = self.cleaned_data.get(VERSION)
        if self.is_old and read:
            self.compare(read)
        return self.cleaned_data

    def compare(self, read: str) -> None:
        row = type(self.instance)._base_manager.select_for_update(no_key=True).filter(pk=self.instance.pk).first()
        if row is None:
            raise forms.ValidationError("This has been removed since you opened it.")
        now = Now(row)
        for field in row._meta.concrete_fields:  # a row is stored as a whole: the rest of it as it is now
            setattr(self.instance, field.attname, getattr(row, field.attname))
        differing = changed_since(now, read, self.edited, only=[n for n in self.edited if n in self.cleaned_data])
        for name in differing:
            self.settle(name, now, read)
        if differing:
            self.data = self.shown_again(now, [name for name in differing if name not in self.errors])

    def settle(self, name: str, now: "Now", read: str) -> None:
        """Keeps what somebody else has written where this writer wrote nothing; asks where both did."""
        mine = self.cleaned_data[name]
        position = self.edited.index(name)
        parts = read.split("-")
        was = parts[position] if len(parts) == len(self.edited) else ""
        if part_of(plainly(mine)) == was:
            self.cleaned_data[name] = now.value(name)
        elif part_of(plainly(mine)) != part_of(getattr(now, name)):
            self.is_clash = True
            said = now.said(name) or "nothing"
            self.add_error(
                name,
                f"This has been changed since you opened it, {BY_ANYBODY}. It says now: “{said}”. "
                "What you wrote stands here still: keep it once more to put it in that place.",
            )

    def shown_again(self, now: "Now", untouched: list[str]) -> QueryDict:
        """What the form says when it is asked again: what was not touched says what others have written."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix(VERSION)] = version_of(now, self.edited)
        for name in untouched:
            value = self.fields[name].prepare_value(getattr(now, name))
            data.setlist(
                self.add_prefix(name),
                [str(each) for each in value] if isinstance(value, list) else ["" if value is None else str(value)],
            )
        return data


class Now:
    """The values of a row by the names of its fields, related rows by their keys."""

    def __init__(self, row: Model) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Any:
        return plainly(self.value(name))

    def value(self, name: str) -> Any:
        value = getattr(self.row, name)
        return list(value.all()) if hasattr(value, "all") else value

    def said(self, name: str) -> str:
        value = self.value(name)
        if isinstance(value, list):
            return ", ".join(str(each) for each in value)
        shown = getattr(self.row, f"get_{name}_display", None)
        return str(shown() if shown else "" if value is None else value)


def plainly(value: Any) -> Any:
    """Related rows by their keys."""
    if isinstance(value, Model):
        return value.pk
    if hasattr(value, "values_list") or isinstance(value, list):
        return [plainly(each) for each in value]
    return value


class VersionedUserForm(VersionedForm, UserChangeForm):
    pass


class VersionedAdmin:
    """A ModelAdmin, or an inline of one, whose forms replace nothing unseen."""

    form: Any = VersionedForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the hidden version, where there is something to change."""
        found = super().get_fieldsets(request, obj)  # type: ignore[misc]
        may = obj is not None and self.has_change_permission(request, obj)  # type: ignore[attr-defined]
        kept = [
            (title, {**options, "fields": [n for n in options["fields"] if n != VERSION]}) for title, options in found
        ]
        if may and kept:
            title, options = kept[0]
            kept[0] = (title, {**options, "fields": [*options["fields"], VERSION]})
        return kept
