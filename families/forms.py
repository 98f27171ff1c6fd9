"""What the door asks."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest

from families.guessing import attempt
from families.models import Family, Person


class FoundingForm(forms.Form):
    """How a family is called, and who tells first."""

    name = forms.CharField(
        label="What is your family called?",
        max_length=Family._meta.get_field("name").max_length,
        help_text="As it shall stand on the book, such as The Brandt family.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the family a name."},
    )
    narrator = forms.CharField(
        label="Whose memories come first?",
        max_length=Person._meta.get_field("name").max_length,
        required=False,
        help_text="The person who will speak, such as Grandma Ilse. You can also say it later.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OwnPasswordForm(PasswordChangeForm):
    """Another password for whoever is signed in. Whoever finds a page open can guess the old one here no better than at the door."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request.user, *args)  # type: ignore[arg-type]
        self.request = request
        self.fields["old_password"].widget.attrs.pop("autofocus")

    def clean_old_password(self) -> str:
        """Raises MustWait."""
        old = str(self.cleaned_data["old_password"])
        with attempt(self.request, self.user.email) as tried:
            tried.went_well = self.user.check_password(old)
        if not tried.went_well:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old
