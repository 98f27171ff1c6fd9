"""What a family would like to hear told: its own list of prompts, and a small library to choose from."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from families.models import Family, Prompt, User
from families.text.letters import folded

LIBRARY = Path(__file__).parent / "prompt_library"
OTHERWISE = "en"  # where nobody has written a library in the family's language


@dataclass(frozen=True)
class Theme:
    """Questions of the library that belong together."""

    name: str
    questions: tuple[str, ...]


@cache
def library(language: str) -> tuple[Theme, ...]:
    """All themes in a language such as "en" or "de-AT"; in English where there are none."""
    file = LIBRARY / f"{language.split('-')[0].lower()}.toml"
    if file not in LIBRARY.iterdir():
        file = LIBRARY / f"{OTHERWISE}.toml"
    themes = tomllib.loads(file.read_text(encoding="utf-8"))["themes"]
    return tuple(Theme(theme["name"], tuple(theme["questions"])) for theme in themes)


def still_new(family: Family) -> list[Theme]:
    """The library without what the family asks already, or has asked."""
    known = set(family.prompts.values_list("folded", flat=True))
    themes = [
        Theme(each.name, tuple(q for q in each.questions if folded(q) not in known))
        for each in library(family.language)
    ]
    return [theme for theme in themes if theme.questions]


def suggested(family: Family) -> list[str]:
    """Questions for a family that has none of its own yet: the first of each theme, then the second of each, and so on."""
    themes = [theme.questions for theme in library(family.language)]
    longest = max(len(questions) for questions in themes)
    return [questions[row] for row in range(longest) for questions in themes if row < len(questions)]


def add(family: Family, text: str, *, by: User | None) -> Prompt:
    """The family's prompt with these words; one that had been retired is asked again."""
    prompts = Prompt.objects.filter(family=family)
    with transaction.atomic():
        prompt = (
            prompts.one_called(text)
            or prompts.get_or_create(
                folded=folded(text), twin=0, defaults={"family": family, "text": text, "added_by": by}
            )[0]
        )
    if prompt.retired_at:
        Prompt.objects.filter(pk=prompt.pk).update(retired_at=None)
        prompt.retired_at = None
    return prompt


def retire(prompt: Prompt) -> None:
    """It is asked no more. What answered it keeps it."""
    Prompt.objects.filter(pk=prompt.pk, retired_at=None).update(retired_at=timezone.now())
