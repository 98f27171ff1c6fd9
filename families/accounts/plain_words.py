"""What forms say where something is missing or wrong, in our own plain words instead of Django's."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation as djangos

WORDS = {
    "required": "Please fill this in.",
    "max_length": "This has %(show_value)d letters, and there is room for %(limit_value)d. Please say it more briefly.",
    "min_length": "This has %(show_value)d letters, and needs %(limit_value)d at least.",
    "invalid": "We do not understand this. Please write it in another way.",
    "invalid_choice": "This is not in the list any more. Please choose again.",
    "invalid_pk_value": "This is not in the list any more. Please choose again.",
    "invalid_list": "We do not understand this. Please choose again.",
    "null_characters_not_allowed": "There is a letter in it that cannot be written down. Please type it anew.",
    "missing": "Please choose a file.",
    "empty": "There is nothing in this file.",
    "contradiction": "Please either choose a file or take it away, not both.",
}


class PlainWords:
    """Of a form: each of its fields speaks our words, but for those that it was given words of its own for.

    What is typed takes its direction from itself, so that Hebrew and Arabic read right.
    """

    fields: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field.widget) in (forms.TextInput, forms.Textarea, forms.Select):
                field.widget.attrs.setdefault("dir", "auto")
            of_django = words_of(type(field))
            for code in {*field.error_messages, "max_length", "min_length"}:
                said = field.error_messages.get(code)
                if code in WORDS and (said is None or said == of_django.get(code)):
                    field.error_messages[code] = WORDS[code]


def words_of(kind: type[forms.Field]) -> dict[str, Any]:
    """What a field of this kind says by itself."""
    return {
        code: said
        for each in reversed(kind.__mro__)
        for code, said in getattr(each, "default_error_messages", {}).items()
    }


# --- passwords -------------------------------------------------------------------------------------------------------


class LongEnough(djangos.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"That is too short to be safe: please take at least {self.min_length} characters. Three or four words do well."

    def get_help_text(self) -> str:
        return f"At least {self.min_length} characters; three or four words do well."


class UnlikeTheirName(djangos.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "That is too much like your %(verbose_name)s, which others know. Please take something else."

    def get_help_text(self) -> str:
        return "Not your name or address."


class NotWellKnown(djangos.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Many people use this password, so strangers try it first. Please take another one."

    def get_help_text(self) -> str:
        return "Not one that many people use."
