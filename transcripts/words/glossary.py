"""The family's own words at work: as hints for engines, proposed by corrections, and put in place of what sounds like them."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from rapidfuzz.distance import Levenshtein

from audio import pipeline
from families.editing.versions import Clash, as_read, expect
from families.models import Family, User
from families.refusal import Refusal
from families.text.letters import as_name, folded
from transcripts.alignment.phones import guessed
from transcripts.alignment.spoken import SHORT, spoken
from transcripts.doubt.ranking import doubt_of
from transcripts.doubt.spelling import NO_NAMES, is_name, key
from transcripts.doubt.voting import HEARD_AGAIN
from transcripts.models import FamilyWord, Segment, Transcript
from transcripts.segments.standing_segments import locked, vouched
from transcripts.words.repair import Own, changed, changes

if TYPE_CHECKING:
    from transcripts.alignment.aligner import Aligner
    from transcripts.doubt.rarity import Rarity

MOST_HINTS = 60  # an engine that is given more begins to hear them everywhere
MOST_MISHEARD = 20
COMMON = -9.0  # log likelihood: "ten" has -7.5, "father" -8.8, "Dawson" -13.1
MARKS = ".,;:!?…\"“”'’()"


class UnusableWord(Refusal):
    """The text cannot be a word of the family; the message says why."""


def hints(family: Family) -> tuple[str, ...]:
    """What to tell an engine that takes hints: names of people, then the family's own words."""
    people = family.people.values_list("name", flat=True)
    return tuple(dict.fromkeys([*people, *family.words.in_use().values_list("text", flat=True)]))[:MOST_HINTS]


def keep_word(
    family: Family,
    text: str,
    *,
    kind: str | None = None,
    sounds_like: str = "",
    by: User | None,
    read: str | None = None,
) -> FamilyWord:
    """Takes a word into use, or one that was proposed or declined. Raises UnusableWord.

    Raises Clash where the word is in use with something else written beside it, and that is not the version that was read.
    """
    text, sounds_like = as_name(text), as_name(sounds_like)
    if not key(text) or max(len(text), len(sounds_like)) > FamilyWord.LONGEST:
        raise UnusableWord(f"Please write a word with letters, {FamilyWord.LONGEST} at most.")
    if kind is not None and kind not in FamilyWord.Kind.values:
        raise UnusableWord("Please say whether it is a person, a place or another word.")
    said = {"kind": kind, "sounds_like": sounds_like or None}
    fresh = {"state": FamilyWord.State.KEPT.value, **{name: value for name, value in said.items() if value}}
    with transaction.atomic():
        word, is_new = found_or_added(family, text, **fresh, added_by=by)
        if not is_new:
            is_written_anew = read is not None or word.state != FamilyWord.State.KEPT
            rewrite(word, {**fresh, "text": text} if is_written_anew else fresh, read)
    return word


def found_or_added(family: Family, text: str, **fresh: Any) -> tuple[FamilyWord, bool]:
    """The family's word, however it is written, locked; and whether it is new. To be called in a transaction."""
    words = FamilyWord.objects.filter(family=family).select_for_update(no_key=True)
    if known := words.one_called(text):
        return known, False
    defaults = {"family": family, "text": text, **fresh}
    return words.get_or_create(folded=folded(text), twin=0, defaults=defaults)


def rewrite(word: FamilyWord, fresh: dict[str, str], read: str | None) -> None:
    """What is not said anew stays as it is known, such as how the word sounds."""
    expect(word, as_read(FamilyWord(), read), asked=fresh)
    differing = [name for name, value in fresh.items() if getattr(word, name) != value]
    if word.state == FamilyWord.State.KEPT and read is None and differing:
        raise Clash(word, differing, fresh)
    for name, value in fresh.items():
        setattr(word, name, value)
    word.save(update_fields=list(fresh))


def decline(word: FamilyWord) -> None:
    """It is none of theirs: it is used no more, and not proposed again. Raises Clash where it is another by now."""
    with transaction.atomic():
        current = FamilyWord.objects.select_for_update(no_key=True).get(pk=word.pk)
        expect(current, word, asked={"state": FamilyWord.State.DECLINED})
        FamilyWord.objects.filter(pk=word.pk).update(state=FamilyWord.State.DECLINED)


def learn(segment: Segment, before: str, after: str, *, by: User) -> None:
    """Proposes the names that a correction put in place of single words; of one that is known it notes how it was misheard."""
    old, new = before.split(), after.split()
    for step in Levenshtein.opcodes([key(token) for token in old], [key(token) for token in new]):
        if step.tag != "replace":
            continue
        for was, place in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True):
            if new[place].strip(MARKS)[:1].isupper() and (is_name(new, place) or old[was].strip(MARKS)[:1].isupper()):
                propose(segment, new[place], misheard=key(old[was]), by=by)


def learn_confirmed(segment: Segment, *, by: User) -> None:
    """Proposes the names that were doubtful in a line that somebody has found right. Call it before the line is settled."""
    tokens = segment.text.split()
    for place in segment.doubts:
        for number in range(place.first, place.behind):
            if is_name(tokens, number):
                propose(segment, tokens[number], by=by)


def propose(segment: Segment, token: str, *, misheard: str = "", by: User) -> None:
    text = token.replace("’", "'").strip(MARKS).removesuffix("'s")[: FamilyWord.LONGEST]
    if len(key(text)) < 2:
        return
    family, kind = segment.transcript.recording.family, FamilyWord.Kind.PERSON
    with transaction.atomic():
        word, _ = found_or_added(family, text, state=FamilyWord.State.PROPOSED, kind=kind, added_by=by)
        if misheard and misheard != key(text) and misheard not in word.misheard:
            word.misheard = [*word.misheard, misheard][-MOST_MISHEARD:]
            word.save(update_fields=["misheard"])


def own_words(family: Family) -> list[Own]:
    """Those that somebody wants to be listened for. A person's name is none by itself: who is called Ellison also knows a Dawson."""
    return [Own(word.text, word.sounds_like, tuple(word.misheard)) for word in family.words.in_use()]


def phones(word: str) -> Sequence[str]:
    """How a word in small letters is said: by the dictionary, or by rule."""
    return (aligner().decoder.lookup_word(word) or guessed(word)).split()


def aligner() -> "Aligner":
    from transcripts.doubt import weighing  # noqa: PLC0415 - pocketsphinx and numpy, which a page of words does without

    return weighing.aligner()


def rarity() -> "Rarity":
    from transcripts.doubt import weighing  # noqa: PLC0415 - see above

    return weighing.rarity()


def repaired(
    words: Sequence[Sequence[object]],
    own: Sequence[Own],
    *,
    agreed: Sequence[bool] = (),
    known: Collection[str] = frozenset(),
) -> list[list[object]] | None:
    """The words of a line with the family's own in place of what was misheard; None where nothing is to be changed.

    A name that somebody may bear stays, and so does a real word that was heard twice: `agreed` says of each whether another hearing
    has it. `known` are names of the family, in small letters.
    """
    tokens = [str(word[0]) for word in words]
    twice = {n for n, is_agreed in enumerate(agreed) if is_agreed and is_real(tokens[n])}
    kept = twice | {n for n in range(len(tokens)) if is_somebodys(tokens, n, known)}
    made = changes(tokens, [word[3] for word in words], own, phones, kept)  # type: ignore[misc]
    return changed(words, made) if made else None


def is_real(token: str) -> bool:
    """Whether a dictionary of English has it, as a word or as a name."""
    spoken_words = spoken(token)
    return bool(spoken_words) and all(aligner().decoder.lookup_word(word) for word in spoken_words)


def is_somebodys(tokens: Sequence[str], place: int, known: Collection[str]) -> bool:
    """Whether a token is a name: one of the family's, or one in the dictionary that is written as a name."""
    plain = tokens[place].replace("’", "'").strip(MARKS).removesuffix("'s")
    if plain.casefold() in known:
        return True
    if not plain[:1].isupper() or not is_real(plain):
        return False
    return is_name(tokens, place) or is_title(tokens, place - 1) or is_rare(plain)


def is_title(tokens: Sequence[str], place: int) -> bool:
    """Such as "Mrs.", whose full stop ends no sentence."""
    return place >= 0 and key(tokens[place]) in SHORT


def is_rare(plain: str) -> bool:
    """Whether a word with which a sentence begins is more likely a name than not."""
    return plain not in NO_NAMES and rarity().likelihood(key(plain)) < COMMON


def use(family: Family) -> int:
    """Repairs what was heard before: lines that nobody has settled or approved, and that were not repaired yet. Gives how many changed.

    Where real words would go, the line is weighed anew instead: whether a second hearing has them too, only the sound can say.
    """
    own, known = own_words(family), names_of(family)
    if not own:
        return 0
    rows = Segment.objects.for_family(family).filter(is_weighed=True, doubt__gt=0, repaired_text="", confirmed_at=None)
    lines = rows.select_related("transcript")
    found = [
        (line, words) for line in lines.iterator() if line.doubts and (words := repaired(line.words, own, known=known))
    ]
    with transaction.atomic():
        pipeline.hold(*{line.transcript.recording_id for line, _ in found})
        changing = Transcript.objects.filter(pk__in={line.transcript_id for line, _ in found}).order_by("pk")
        theirs = {pk for transcript in changing for pk in vouched(locked(transcript))}
        found = [(line, words) for line, words in found if str(line.pk) not in theirs]
        unsure = [line for line, _ in found if line.transcript.engine in HEARD_AGAIN and is_unsure(line, own, known)]
        found = [(line, words) for line, words in found if line not in unsure]
        weigh_anew(unsure)
        for line, words in found:
            text = text_of(words)
            rows.filter(pk=line.pk, text=line.text).update(
                text=text, repaired_text=text, words=words, doubt=doubt_of(words)
            )
        for transcript_id in {line.transcript_id for line, _ in found}:
            pipeline.wake_after(Transcript.objects.get(pk=transcript_id).recording_id, "doubt")
    return len(found)


def names_of(family: Family) -> frozenset[str]:
    """The parts of the names of its people, and its own words, in small letters."""
    texts = [*family.people.values_list("name", flat=True), *family.words.in_use().values_list("text", flat=True)]
    return frozenset(part.casefold() for text in texts for part in text.split() if part[:1].isupper())


def is_unsure(line: Segment, own: Sequence[Own], known: Collection[str]) -> bool:
    """Whether another repair, or none, would be made of it if all its real words had been heard twice."""
    every = [True] * len(line.words)
    return repaired(line.words, own, agreed=every, known=known) != repaired(line.words, own, known=known)


def weigh_anew(lines: Sequence[Segment]) -> None:
    for line in lines:
        Segment.objects.filter(pk=line.pk, text=line.text).update(is_weighed=False)
    for recording_id in {line.transcript.recording_id for line in lines}:
        if pipeline.is_done(recording_id, "doubt"):
            pipeline.wake(recording_id, "doubt")


def text_of(words: Iterable[Sequence[object]]) -> str:
    return " ".join(str(word[0]) for word in words)


def as_heard(segment: Segment) -> Segment:
    """Takes a repair back: the line says again what was heard, and is not repaired any more."""
    with transaction.atomic():
        pipeline.hold(segment.transcript.recording_id)
        current = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
        expect(current, segment, "text")
        if current.is_repaired:
            current.text = current.heard_text
            current.save(update_fields=["text"])
            pipeline.wake_after(current.transcript.recording_id, "transcribe")
    return current
