"""What the door asks."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest

from families.accounts.guessing import attempt
from families.accounts.plain_words import PlainWords
from families.models import Family, Person


class FoundingForm(PlainWords, forms.Form):
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


class OwnPasswordForm(PlainWords, PasswordChangeForm):
    """Another password for whoever is signed in. Whoever finds a page open can guess the old one here no better than at the door."""

    error_messages = {
        "password_incorrect": "That is not the password that you have now. Please type it once more.",
        "password_mismatch": "The two new passwords are not the same. Please type both once more.",
    }
    labels = {
        "old_password": "The password that you have now",
        "new_password1": "Your new password",
        "new_password2": "Your new password once more",
    }

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request.user, *args)
        for name, label in self.labels.items():
            self.fields[name].label = label
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["new_password2"].help_text = ""
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
