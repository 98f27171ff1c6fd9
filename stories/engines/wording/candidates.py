"""What a story's title could be: whole phrases and clauses as they were said, found by what their words do in the sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stories.engines.text.tokens import Token
from stories.engines.wording.word_classes import Classed, WordClasses

MOST_WORDS = 8
HEAD = r"(?:M[QR]?A{0,2}+[NE]{1,2}+|(?:DQ?|Q)A{0,2}+N{1,2}+)"
TAIL = r"(?:P(?:[DM]Q?A?N{1,2}+|A?N{1,2}+|E{1,3}+))"
THING = re.compile(rf"(?<![DMQA])(?P<head>{HEAD})(?P<tail>{TAIL}?)(?![NAGEMW])(?P<next>.?)")
ANNOUNCED = re.compile(r"P(?P<head>E{1,3}+|A?N{1,2}+)(?=[|BC]|$)")
HOW = re.compile(r"S[TP](?P<verb>[VN])(?P<rest>[PR]?[DMQ]{0,2}A?[NE]{1,2}+)(?![NAGEM])")
SUBJECT = r"(?:[IJ]|E{1,3}+|[DM]Q?A{0,2}+N{1,2}+E{0,2}+|Q?A?N{1,2}+|(?=[LOFR]{0,3}Y))"
VERB = r"(?:[RLOF]*(?:X{1,2}+[RL]*[VWGNA]?|V))"
VERB_OF_ITSELF = r"[RLOF]*Y"
VERB_SECOND = re.compile(r"(?:^|(?<=\|))(?P<said>[DMQANERPLFW]{1,6}[XV][A-Z]{1,8}?)(?=\||$)")
"""A sentence whose verb comes second, whatever is first; its subject is somewhere behind."""
VERB_OF_J = r"(?:[RLOF]*[VWGA])"
MORE = r"(?:[WGARLPTDMQNEFO]|(?<![NEQ])V|C(?=[DMQ]?A*[NE]+(?![VXRHINECBQ])))*+"
CLAUSE = re.compile(
    rf"(?:^|(?<=[|CB^]))R{{0,2}}(?:(?P<subject>{SUBJECT})(?P<verb>(?<!J){VERB}|(?<=J){VERB_OF_J}|(?<=[|CB^]){VERB_OF_ITSELF}|^{VERB_OF_ITSELF})"
    rf"(?P<rest>{MORE}))(?P<next>.|$)"
)
FRONTED = re.compile(
    r"(?:^|(?<=[|C]))(?:(?:[PQ][^|VX]*?|B[^|]*?)[NEQRA](?=(?:[IJ]|[DM]Q?A{0,2}N{1,2}+E?)[RL]?[VX])|D[QA]*N(?=E+[VX]))"
)
"""What a speaker puts in front: "that winter in Hull (we lost the roof)", "when I was six (my father sold the mare)"."""
DONE = re.compile(r"[VXJKWY][^|]*$")
"""Somebody did something already: "and" adds another sentence, not one who does it too ("Peter and I pulled it")."""
WHOLE = "NEFAWVRLQPO"
"""With what a clause may end where its speaker ended it."""
CUT = "NE"
"""With what it may end where it is cut short."""
SUBJECT_BEGINS = ("", "|", "C", "B", "^")
SHAPES = {"I": "words", "J": "words", "E": "act", "M": "act"}
"""The shape of a clause by the first letter of its subject; another tells what happened."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of one sentence that may head a story, from its token `first` up to `end`, and the shape they make."""

    sentence: int
    first: int
    end: int
    shape: str
    letters: str


def candidates(number: int, found: Classed, tokens: Sequence[Token], known: WordClasses) -> Iterator[Candidate]:
    """Those of a sentence that is no question."""
    yield from _things(number, found, tokens, known)
    yield from _announced(number, found, tokens, known)
    yield from _clauses(number, found, tokens, known)


def _things(number: int, found: Classed, tokens: Sequence[Token], known: WordClasses) -> Iterator[Candidate]:
    """ "The night of the blackout", "my first shed"; not what another noun or a quality follows, for then more belongs to it."""
    for match in THING.finditer(found.letters):
        first, end = match.start("head"), match.end("head")
        shape = "owner" if "M" in match["head"] else "thing"
        is_subject = found.letters[first - 1 : first] in SUBJECT_BEGINS
        if match["next"] and match["next"] in "VY" and (match["tail"] or not is_subject):
            continue
        lead = tokens[found.token_at[first]].lower
        if lead in known.titles["oblique"] or (
            found.letters[first - 1 : first] == "P" and lead in known.titles["oblique_behind"]
        ):
            continue
        if match["tail"] and _belongs(match, found, tokens, known):
            yield _candidate(number, found, first, match.end("tail"), shape)
        if not (match["tail"] and tokens[found.token_at[end]].lower in known.titles["of"]):
            yield _candidate(number, found, first, end, shape)


def _belongs(match: re.Match[str], found: Classed, tokens: Sequence[Token], known: WordClasses) -> bool:
    """Whether a second phrase is said of the first: "a bag with shoes"; not "(sold) the machine for a sack"."""
    first, at = match.start("head"), match.start("tail")
    word = tokens[found.token_at[at]].lower
    if match["next"] and match["next"] in "IHJK":
        return False
    if word in known.titles["loosely_linking"] and found.letters[first - 1 : first] == "V":
        return False  # "he grafts a tree with a knife": said of what is done
    is_new = tokens[found.token_at[first]].lower in known.titles["new"]
    is_free = found.letters[first - 1 : first] != "P" and (is_new or word not in known.titles["loosely_linking"])
    is_free = is_free or word in known.titles["of"]
    tells = tokens[found.token_at[match.end("tail") - 1]].lower not in known.dull
    return word in known.titles["linking"] and is_free and tells


def _announced(number: int, found: Classed, tokens: Sequence[Token], known: WordClasses) -> Iterator[Candidate]:
    """What the speaker says the story is about, with no article: "let's talk about Black Monday", "how to know cloth"."""
    for match in ANNOUNCED.finditer(found.letters):
        if tokens[found.token_at[match.start()]].lower in known.titles["announcing"]:
            yield _candidate(number, found, match.start("head"), match.end("head"), "thing")
    for match in HOW.finditer(found.letters):
        if tokens[found.token_at[match.start()]].lower in known.titles["how"]:
            yield _candidate(number, found, match.start(), match.end(), "how")


def _clauses(number: int, found: Classed, tokens: Sequence[Token], known: WordClasses) -> Iterator[Candidate]:
    if known.data["titles"]["verb_second"]:
        yield from _turned(number, found)
    found = _with_fronts_apart(found)
    for match in CLAUSE.finditer(found.letters):
        first = match.start("subject")
        is_dependent = found.letters[first - 1 : first] == "B"
        if is_dependent and tokens[found.token_at[first - 1]].lower not in known.titles["openers"]:
            continue
        if found.letters[first - 1 : first] == "C" and not _adds_a_sentence(match, found, tokens, known):
            continue
        shape = SHAPES.get((match["subject"] or "I")[0], "event")
        if tokens[found.token_at[match.end("verb") - 1]].lower in known.titles["idle"]:
            continue
        for end in _ends(match, found, tokens, known):
            if end - first <= MOST_WORDS:
                yield _candidate(number, found, first, end, shape)


def _adds_a_sentence(match: re.Match[str], found: Classed, tokens: Sequence[Token], known: WordClasses) -> bool:
    """Whether "and" stands before another sentence; not before one more of those who act: "(Peter and) I pulled it"."""
    verb = tokens[found.token_at[match.start("verb")]].lower
    return DONE.search(found.letters, 0, match.start("subject") - 1) is not None and verb not in known.titles["of_many"]


def _turned(number: int, found: Classed) -> Iterator[Candidate]:
    """Whole short sentences in the order of a language that puts the verb second; nobody unnamed acts in them."""
    for match in VERB_SECOND.finditer(found.letters):
        said = match["said"]
        if len(said) <= MOST_WORDS and not set(said) & set("BSHKOC"):
            shape = "words" if "I" in said else SHAPES.get(said[0], "event")
            yield _candidate(number, found, match.start(), match.end(), shape)


def _with_fronts_apart(found: Classed) -> Classed:
    """The same with a mark behind what is put in front of a sentence's subject."""
    letters, token_at, done = "", list[int](), 0
    for match in FRONTED.finditer(found.letters):
        letters += found.letters[done : match.end()] + "^"
        token_at += [*found.token_at[done : match.end()], -1]
        done = match.end()
    return Classed(letters + found.letters[done:], (*token_at, *found.token_at[done:])) if done else found


def _ends(match: re.Match[str], found: Classed, tokens: Sequence[Token], known: WordClasses) -> list[int]:
    """Where the clause may end: where the speaker ended it, or before one of its last phrases."""
    letters, end, verb_end = found.letters, match.end("rest"), match.end("verb")
    is_whole = match["next"] in ("", "|", "B", "C") and letters[end - 1] in WHOLE
    is_whole = is_whole and not (letters[end - 1] == "Q" and match["next"] == "C")
    is_whole = is_whole and not (letters[end - 2 : end] == "DE" and match["next"] == "B")
    ends = [end] if is_whole else []
    if any(tokens[found.token_at[at]].lower in known.titles["needy"] for at in range(match.start("verb"), verb_end)):
        return ends
    return ends + [
        at
        for at in range(verb_end + 1, end)
        if letters[at] == "P" and letters[at - 1] in CUT and tokens[found.token_at[at]].lower not in known.titles["of"]
    ]


def _candidate(number: int, found: Classed, first: int, end: int, shape: str) -> Candidate:
    inside = [at for at in found.token_at[first:end] if at >= 0]
    return Candidate(number, inside[0], inside[-1] + 1, shape, found.letters[first:end])
