"""Where a number stands: the tokens that it takes, and what is before and behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transcripts.numbers.language import Language
from transcripts.numbers.reading import Read, number
from transcripts.numbers.tokens import Token

MOST_TOKENS = 14  # that one number takes


@dataclass(frozen=True)
class Text:
    """The tokens of a line, and between which of them somebody pauses so long that no number goes on there."""

    tokens: Sequence[Token]
    language: Language
    pauses: frozenset[int] = frozenset()

    def reads(self, at: int, how: Callable[[Sequence[str], Language], Read | None]) -> tuple[Read, int] | None:
        """What begins with this token by one way of reading, and the token behind it. It must end where a token does."""
        parts: list[str] = []
        ends: dict[int, int] = {}
        for place in range(at, min(at + MOST_TOKENS, len(self.tokens))):
            if place > at and not self.goes_on(place):
                break
            parts += self.tokens[place].parts
            ends[len(parts)] = place + 1
        found = how(parts, self.language)
        return (found, ends[found.taken]) if found and found.taken in ends else None

    def goes_on(self, at: int) -> bool:
        """Whether nothing is written or heard between this token and the one before it."""
        return not self.tokens[at - 1].is_closed and not self.tokens[at].lead and at not in self.pauses

    def before(self, at: int) -> str:
        """The word before this token, in small letters; nothing where something parts them."""
        return self.tokens[at - 1].plain if at and not self.tokens[at - 1].is_closed else ""

    def behind(self, at: int) -> str:
        """The word of this token, nothing where the sentence or a part of it has ended before."""
        is_open = at < len(self.tokens) and not self.tokens[at - 1].is_closed
        return self.tokens[at].plain if is_open else ""

    def is_number(self, at: int) -> bool:
        """Whether this token is, or begins, a number, or a part of one."""
        if not 0 <= at < len(self.tokens):
            return False
        plain = self.tokens[at].plain
        return (
            plain.isdecimal()
            or plain in self.language.hundred
            or plain in self.language.scales
            or self.reads(at, number) is not None
        )

    def ends_a_number(self, at: int) -> bool:
        """Whether this token is, or ends, a number, or a part of one."""
        return any(
            (found := self.reads(begin, number)) is not None and found[1] == at + 1
            for begin in range(max(at - 3, 0), at + 1)
        ) or (at >= 0 and self.tokens[at].plain.isdecimal())
