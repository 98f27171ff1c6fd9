"""What the door asks."""

from django import forms

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
