"""The engine: the rules read the talk first, a language model proposes better cuts and words, and what it can not show is left out."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Protocol

from audio.errors import StepError
from stories.engines.base import Asked, Extraction, Fact, FoundStory, Narrator, SpokenSegment
from stories.engines.cuts.boundaries import Stretch
from stories.engines.llm.chat import Answer, Chat
from stories.engines.llm.claims import Spoken, dated, is_good_summary, is_good_title, more_people, more_places
from stories.engines.llm.proposals import Proposal, read_proposals
from stories.engines.llm.wording import SCHEMA, VERSION, question
from stories.engines.rules import RulesEngine
from stories.engines.times.lifetime import Lifetime

WINDOW_WORDS = 4_000
BEFORE_WORDS = 300
FEWEST_LEFT = 3
"""Segments between two proposals; fewer belong to a neighbour."""


class Memory(Protocol):
    """What was answered before: the same question about the same words is not asked, and not paid for, twice."""

    def recall(self, key: str) -> Answer | None: ...

    def keep(self, key: str, answer: Answer) -> None: ...


@dataclass
class Bill:
    """What is counted while the engine asks."""

    windows: int = 0
    answered: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    trouble: str = ""
    dropped: Counter[str] = field(default_factory=Counter)

    def paid(self, answer: Answer) -> None:
        self.input_tokens += answer.input_tokens
        self.output_tokens += answer.output_tokens


class LlmEngine:
    """Where the endpoint fails, the rules' result stands. `alive` is called while an answer is waited for."""

    name = "llm"

    def __init__(
        self,
        chat: Chat,
        *,
        memory: Memory,
        alive: Callable[[], object] = lambda: None,
        rules: RulesEngine | None = None,
    ) -> None:
        self.chat, self.memory, self.alive = chat, memory, alive
        self.rules = rules or RulesEngine()
        self.version = f"{VERSION} on rules {self.rules.version}"

    def find(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> Extraction:
        """As `StoryEngine.find`; `asked` says what it cost."""
        segments, bill = tuple(segments), Bill()
        ground = self.rules.find(segments, narrator=narrator, recorded=recorded)
        own = cuts_of(ground, segments)
        proposals: list[Proposal] = []
        for window in windows(segments, own):
            bill.windows += 1
            content = self._answer(segments, window, narrator, recorded, bill)
            if content is not None:
                bill.answered += 1
                proposals += read_proposals(content, window, bill.dropped)
        cuts = merged(proposals, own)
        told = self.rules.tell(segments, cuts, narrator=narrator, recorded=recorded)
        lifetime = Lifetime.of(narrator, recorded)
        stories = []
        for story, cut in zip(told.stories, cuts, strict=True):
            proposal = next(
                (each for each in proposals if cut.first <= each.cut.first and each.cut.end <= cut.end), None
            )
            if proposal:
                spoken = self._spoken(story, segments[cut.first : cut.end], told, lifetime, narrator)
                story = better(story, proposal, spoken, bill.dropped)
            stories.append(story)
        return Extraction(tuple(stories), told.markers, self._asked(bill))

    def facts(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> tuple[Fact, ...]:
        """The rules' own: nobody is asked."""
        return self.rules.facts(segments, narrator=narrator, recorded=recorded)

    def _spoken(
        self,
        story: FoundStory,
        segments: Sequence[SpokenSegment],
        told: Extraction,
        lifetime: Lifetime,
        narrator: Narrator | None,
    ) -> Spoken:
        own = set(story.chunk_ids)
        return Spoken(
            segments,
            [marker for marker in told.markers if marker.chunk_id in own],
            self.rules.language,
            lifetime,
            narrator.name if narrator else "",
        )

    def _answer(
        self,
        segments: tuple[SpokenSegment, ...],
        window: Stretch,
        narrator: Narrator | None,
        recorded: str | None,
        bill: Bill,
    ) -> dict[str, object] | None:
        """What the model says of a window; None where it can not be had, and after a trouble that will not pass nothing more is asked."""
        if bill.trouble:
            return None
        before = last_words(segments[: window.first])
        task, talk = question(segments[window.first : window.end], before, narrator=narrator, recorded=recorded)
        key = hashlib.sha256(json.dumps([self.chat.name, VERSION, task, talk]).encode()).hexdigest()
        answer = self.memory.recall(key)
        if answer is None:
            try:
                answer = self.chat.ask(task, talk, SCHEMA, alive=self.alive)
            except StepError as error:
                bill.trouble = error.reason
                return None
            self.memory.keep(key, answer)
            bill.paid(answer)
        return answer.content

    def _asked(self, bill: Bill) -> Asked:
        return Asked(
            model=self.chat.name,
            prompt=VERSION,
            windows=bill.windows,
            answered=bill.answered,
            input_tokens=bill.input_tokens,
            output_tokens=bill.output_tokens,
            dropped={kind: count for kind, count in sorted(bill.dropped.items()) if count},
            trouble=bill.trouble,
        )


def cuts_of(extraction: Extraction, segments: Sequence[SpokenSegment]) -> list[Stretch]:
    at = {segment.id: place for place, segment in enumerate(segments)}
    return [Stretch(at[story.chunk_ids[0]], at[story.chunk_ids[-1]] + 1) for story in extraction.stories]


def windows(segments: Sequence[SpokenSegment], cuts: Sequence[Stretch]) -> Iterator[Stretch]:
    """All of the talk in parts of about so many words, each from the beginning of one of the rules' stories to that of another."""
    if not cuts:
        return
    first, words = 0, 0
    for before, cut in zip([None, *cuts], [*cuts, None], strict=True):
        size = sum(len(each.text.split()) for each in segments[cut.first : cut.end]) if cut else 0
        if cut and before and words and words + size > WINDOW_WORDS:
            yield Stretch(first, cut.first)
            first, words = cut.first, 0
        words += size
    yield Stretch(first, len(segments))


def last_words(segments: Sequence[SpokenSegment]) -> str:
    held: list[str] = []
    for segment in reversed(segments):
        held = [*segment.text.split(), *held]
        if len(held) >= BEFORE_WORDS:
            break
    return " ".join(held[-BEFORE_WORDS:])


def merged(proposals: Sequence[Proposal], own: Sequence[Stretch]) -> list[Stretch]:
    """The proposals, and between them what the rules take for stories: a few that are left of one go to the neighbour, more stand alone."""
    cuts = [each.cut for each in proposals]
    taken = {at for cut in cuts for at in range(cut.first, cut.end)}
    left = [
        Stretch(run[0], run[-1] + 1)
        for cut in own
        for is_taken, places in groupby(range(cut.first, cut.end), key=taken.__contains__)
        if not is_taken and (run := list(places))
    ]
    result = list(cuts)
    for rest in left:
        if rest.end - rest.first >= FEWEST_LEFT or rest in own or not cuts:
            result.append(rest)
        else:
            join(rest, result)
    return sorted(result, key=lambda cut: cut.first)


def join(rest: Stretch, cuts: list[Stretch]) -> None:
    """Adds what is too little for a story to the one that ends or begins beside it; it stands alone where there is none."""
    for at, cut in enumerate(cuts):
        if cut.end == rest.first:
            cuts[at] = Stretch(cut.first, rest.end)
            return
    for at, cut in enumerate(cuts):
        if cut.first == rest.end:
            cuts[at] = Stretch(rest.first, cut.end)
            return
    cuts.append(rest)


def better(story: FoundStory, proposal: Proposal, spoken: Spoken, dropped: Counter[str]) -> FoundStory:
    """The story with the model's words and finds as far as they were said; the rules' own elsewhere."""
    title, summary, marker = story.title, story.summary, story.marker
    if is_good_title(proposal.title, spoken):
        title = proposal.title.rstrip(".")
    else:
        dropped["titles"] += 1
    if is_good_summary(proposal.summary, proposal.evidence, spoken):
        summary = proposal.summary
    else:
        dropped["summaries"] += 1
    if proposal.marker:
        found = dated(proposal.marker, spoken)
        dropped["dates"] += found is None
        marker = found or marker
    people = list(more_people(proposal.people, story, spoken))
    story = replace(story, people=(*story.people, *filter(None, people)))
    places = list(more_places(proposal.places, story, spoken))
    dropped["people"] += people.count(None)
    dropped["places"] += places.count(None)
    return replace(story, title=title, summary=summary, marker=marker, places=(*story.places, *filter(None, places)))
