"""Who asks: the voice whose turns are mostly questions, which asks most of what is asked, and talks less. Knows no model."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_QUESTIONS = 3
TURNS_THAT_ASK = 0.4  # of the turns of whoever asks, at least so many hold a question
OF_ALL_QUESTIONS = 0.6
OF_THE_TALK = 0.5  # at most so much
MARK = re.compile(r"[?？؟](?:[\s\"'”’»)]|$)")
ENDED = re.compile(r"[.!…]\W*$")
ASKING = {  # how a question begins, for engines that write no marks
    "en": r"(?:and |so |but |well,? |now,? )?(?:what|where|when|who|whose|how|why|which|(?:do|did|were|are|have|can|could) you"
    r"|was (?:he|she|it|that)|tell (?:me|us))\b",
    "de": r"(?:und |also |aber )?(?:was|wo|woher|wohin|wann|we[rnm]|wie|warum|wieso|welche[rsmn]?|(?:haben|können|erzählen) sie"
    r"|(?:hast|kannst) du|erzähl)\b",
    "fr": r"(?:et |alors |mais )?(?:que|qu['’]est-ce|quoi|où|quand|qui|comment|pourquoi|quel(?:le)?s?|combien|est-ce|racontez"
    r"|raconte|avez-vous|as-tu)(?!\w)",
    "es": r"(?:y |pues |pero )?(?:¿|(?:qué|dónde|cuándo|quién|cómo|por qué|cuál|cuánt[oa]s?|cuénteme|cuéntame)\b)",
}


@dataclass(frozen=True)
class Said:
    """A line: under which label, for how many seconds, and what."""

    label: str
    seconds: float
    text: str


@dataclass
class Manner:
    """How one voice talks."""

    seconds: float = 0.0
    turns: int = 0
    asking_turns: int = 0
    questions: int = 0


def who_asks(lines: Sequence[Said], language: str) -> str | None:
    """The label of the one voice that asks the others; None where nobody does, or where it is not clear who."""
    manners = manners_of([line for line in lines if line.label], language)
    if len(manners) < 2:
        return None
    talk, asked = (sum(getattr(each, name) for each in manners.values()) for name in ("seconds", "questions"))
    label, best = max(manners.items(), key=lambda item: item[1].questions)
    is_asking = (
        best.questions >= LEAST_QUESTIONS
        and best.questions >= OF_ALL_QUESTIONS * asked
        and best.asking_turns >= TURNS_THAT_ASK * best.turns
        and best.seconds <= OF_THE_TALK * talk
    )
    return label if is_asking else None


def manners_of(lines: Sequence[Said], language: str) -> dict[str, Manner]:
    """Of each label; a turn lasts until somebody else speaks."""
    found: dict[str, Manner] = {}
    asked_in_turn: Counter[str] = Counter()
    before = ""
    for line in lines:
        manner = found.setdefault(line.label, Manner())
        if line.label != before:
            manner.turns += 1
            asked_in_turn[line.label] = 0
        questions = questions_in(line.text, language)
        manner.asking_turns += bool(questions) and not asked_in_turn[line.label]
        asked_in_turn[line.label] += questions
        manner.questions += questions
        manner.seconds += line.seconds
        before = line.label
    return found


def questions_in(text: str, language: str) -> int:
    """How many questions a line asks: by their marks, or where it has no mark at its end by how it begins."""
    marks = len(MARK.findall(text))
    if marks or ENDED.search(text):
        return marks
    begins = ASKING.get(language.partition("-")[0])
    return int(bool(begins and re.match(begins, text.strip(), re.IGNORECASE)))
