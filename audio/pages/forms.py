"""What the pages about sound ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from audio.models import Recording
from audio.sound.formats import ENDINGS
from families.accounts.plain_words import PlainWords
from families.dates.edtf import edtf_of
from families.dates.when import describe
from families.editing.forms import VersionedForm
from families.models import Family, Person, Prompt


class SaidDateField(forms.CharField):
    """A date as people say it; EDTF once it is cleaned."""

    def prepare_value(self, value: Any) -> Any:
        """As somebody would type it, where that is understood as the same."""
        said = describe(value or "")
        try:
            return said if said and edtf_of(said) == value else value
        except ValidationError:
            return value

    def clean(self, value: Any) -> str:
        return edtf_of(super().clean(value))


class RecordingForm(PlainWords, forms.Form):
    """A file, who is speaking, and when it was recorded."""

    file = forms.FileField(
        label="The recording",
        help_text="Sound or film, from a phone, a recorder or a disc.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(["audio/*", "video/*", *ENDINGS])}),
        error_messages={"required": "Choose the recording first."},
    )
    narrator = forms.CharField(
        label="Who is speaking?",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    born = SaidDateField(
        label="When were they born?",
        required=False,
        help_text="A year is enough. It lets “when I was nine” become a date.",
    )
    recorded_on = SaidDateField(
        label="When was it recorded?",
        required=False,
        help_text="As you would say it: 14 March 2024, March 2024, about 1985.",
    )
    title = forms.CharField(label="A name for it", max_length=160, required=False)

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = family


class ToldForm(PlainWords, forms.Form):
    """What was said about a recording that the family has already."""

    title = forms.CharField(max_length=160, required=False)
    narrator = forms.CharField(max_length=120, required=False)
    born = SaidDateField(required=False)
    recorded_on = SaidDateField(required=False)


class FactsForm(PlainWords, VersionedForm):
    """What a family says of a recording that it has."""

    recorded_on = SaidDateField(
        label="When was it recorded?",
        required=False,
        help_text="As you would say it: 14 March 2024, March 2024, about 1985.",
    )

    class Meta:
        model = Recording
        fields = ["title", "narrator", "recorded_on"]
        labels = {"title": "Its name", "narrator": "Who is speaking?"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrator: Any = self.fields["narrator"]
        narrator.queryset = Person.objects.for_family(self.instance.family)
        narrator.empty_label = "Somebody we do not know yet"


class PromptForm(PlainWords, forms.ModelForm):
    """A question of the family's own, or one taken from the library."""

    class Meta:
        model = Prompt
        fields = ["text"]
        labels = {"text": "A question of your own"}
        help_texts = {"text": "Ask for one moment, one person or one place: that is easier to tell than a whole life."}
        widgets = {"text": forms.TextInput(attrs={"autocomplete": "off"})}
        error_messages = {
            "text": {"required": "Write the question first.", "max_length": "Please ask it in fewer words."}
        }
