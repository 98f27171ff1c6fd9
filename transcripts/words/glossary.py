"""The family's own words at work: as hints for engines, proposed by corrections, and put in place of what sounds like them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from rapidfuzz.distance import Levenshtein

from audio import pipeline
from families.editing.versions import Clash, as_read, expect
from families.models import Family, User
from families.refusal import Refusal
from families.text.letters import as_name, folded
from transcripts.alignment.phones import guessed
from transcripts.alignment.spoken import spoken
from transcripts.doubt.ranking import doubt_of
from transcripts.doubt.spelling import NO_NAMES, is_name, key
from transcripts.doubt.voting import HEARD_AGAIN
from transcripts.models import FamilyWord, Segment, Transcript
from transcripts.segments.standing_segments import locked, vouched
from transcripts.words.name_places import can_stand, is_short, speaks_against
from transcripts.words.repair import Change, Own, as_proposal, changed, changes
from transcripts.words.second_opinions import Likelihood, one_of_each, preferred

if TYPE_CHECKING:
    from transcripts.alignment.aligner import Aligner
    from transcripts.doubt.rarity import Rarity

MOST_HINTS = 60  # an engine that is given more begins to hear them everywhere
MOST_MISHEARD = 20
UNLIKELY = 0.5  # an engine that hears once and is surer than this of a real word has heard it
COMMON = -9.0  # log likelihood: "ten" has -7.5, "father" -8.8, "Dawson" -13.1
MARKS = ".,;:!?…\"“”'’()"


class UnusableWord(Refusal):
    """The text cannot be a word of the family; the message says why."""


def hints(family: Family) -> tuple[str, ...]:
    """What to tell an engine that takes hints: names of people, but for those that nobody wants to be listened for, then the own words."""
    people = family.people.filter(is_listened_for=True).values_list("name", flat=True)
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
    text = plain(token)[: FamilyWord.LONGEST]
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
    return [Own(word.text, word.sounds_like, tuple(word.misheard), word.kind) for word in family.words.in_use()]


def phones(word: str) -> Sequence[str]:
    """How a word in small letters is said: by the dictionary, or by rule."""
    return (aligner().decoder.lookup_word(word) or guessed(word)).split()


def aligner() -> "Aligner":
    from transcripts.doubt import weighing  # noqa: PLC0415 - pocketsphinx and numpy, which a page of words does without

    return weighing.aligner()


def rarity() -> "Rarity":
    from transcripts.doubt import weighing  # noqa: PLC0415 - see above

    return weighing.rarity()


@dataclass(frozen=True)
class Mended:
    """The words of a line with the family's own where people have said so before, and what is to be asked of them first."""

    words: list[list[object]]
    proposals: list[dict[str, Any]]
    is_repaired: bool


def mended(
    words: Sequence[Sequence[object]],
    own: Sequence[Own],
    *,
    agreed: Sequence[bool] = (),
    known: Collection[str] = frozenset(),
    may_change: bool = True,
    likelihood: Likelihood | None = None,
) -> Mended:
    """What the family's own words make of a line.

    A name that somebody may bear stays, and so does a real word that was heard twice: `agreed` says of each whether another hearing
    has it, or else whether the only one was sure. A real word also stays where the sentence does not speak against it, and all where
    no name can stand. `known` are names of the family, in small letters. Where nothing `may_change`, all is asked. `likelihood` is
    what an engine that hears once has for a second opinion: then it is asked what it would rather have heard, and how sure it was at
    first says no more.
    """
    if not own:
        return Mended([list(word) for word in words], [], is_repaired=False)
    tokens = [str(word[0]) for word in words]
    twice = {n for n, is_agreed in enumerate(agreed) if is_agreed and is_real(tokens[n])}
    named = {n for n in range(len(tokens)) if is_somebodys(tokens, n, known)}
    kept = twice | named

    def is_against(change: Change) -> bool:
        are_real = all(is_real(tokens[n]) for n in change.places)
        return not are_real or speaks_against(tokens, change.first, change.behind, change.kind, rarity())

    def allows(change: Change) -> bool:
        stands = can_stand(tokens, change.first, change.behind, change.kind, rarity())
        return stands and (change.is_taught or is_against(change))

    sure: list[float | None] = [word[3] for word in words]  # type: ignore[misc]
    found = changes(tokens, sure, own, phones, kept, allows)
    if likelihood:
        taught = [each for each in found if each.is_taught]
        own_names = {n for n in named if plain(tokens[n]).casefold() in known}
        found = one_of_each(taught, preferred(tokens, sure, own, phones, likelihood, kept=own_names, alone=named))
    repeated = [each for each in found if twice.isdisjoint(each.places) and is_against(each)]
    made = [each for each in repeated if may_change and each.is_taught]
    asked = [as_proposal(each, tokens, made, may_repeat=each in repeated) for each in found if each not in made]
    return Mended(changed(words, made), asked, is_repaired=bool(made))


def sure_words(words: Sequence[Sequence[object]]) -> list[bool]:
    """Of each word of a line that was heard once, whether the engine was so sure of it that it counts as heard twice."""
    return [word[3] is None or float(str(word[3])) >= UNLIKELY for word in words]


def is_real(token: str) -> bool:
    """Whether a dictionary of English has it, as a word or as a name."""
    spoken_words = spoken(token)
    return bool(spoken_words) and all(aligner().is_listed(word) for word in spoken_words)


def is_somebodys(tokens: Sequence[str], place: int, known: Collection[str]) -> bool:
    """Whether a token is a name: one of the family's, or one in the dictionary that is written as a name."""
    name = plain(tokens[place])
    if name.casefold() in known:
        return True
    if not name[:1].isupper() or not is_real(name):
        return False
    return is_name(tokens, place) or is_title(tokens, place - 1) or is_rare(name)


def plain(token: str) -> str:
    return token.replace("’", "'").strip(MARKS).removesuffix("'s")


def is_title(tokens: Sequence[str], place: int) -> bool:
    return place >= 0 and is_short(tokens[place])


def is_rare(word: str) -> bool:
    """Whether a word with which a sentence begins is more likely a name than not."""
    return word not in NO_NAMES and rarity().likelihood(key(word)) < COMMON


def use(family: Family) -> int:
    """Looks for the family's words in what was heard before. Gives how many lines were changed, or ask something else now.

    Lines that somebody has settled are left alone; of those that were read or approved, and of all where nobody has said yes to the
    same before, it is asked. Where real words of an engine that hears again would go, the line is weighed anew: whether a second
    hearing has them too, only the sound can say.
    """
    own, known = own_words(family), names_of(family)
    rows = Segment.objects.for_family(family).filter(is_weighed=True, doubt__gt=0, repaired_text="", confirmed_at=None)
    look = lambda line, **how: mended(line.words, own, agreed=sure_words(line.words), known=known, **how)  # noqa: E731
    lines = [line for line in rows.select_related("transcript").iterator() if line.doubts]
    found = [(line, each) for line in lines if says_otherwise(line, each := look(line))]
    with transaction.atomic():
        pipeline.hold(*{line.transcript.recording_id for line, _ in found})
        changing = Transcript.objects.filter(pk__in={line.transcript_id for line, _ in found}).order_by("pk")
        theirs = {pk for transcript in changing for pk in vouched(locked(transcript))}
        found = [(line, look(line, may_change=False) if str(line.pk) in theirs else each) for line, each in found]
        unsure = [line for line, _ in found if line.transcript.engine in HEARD_AGAIN and is_unsure(line, own, known)]
        weigh_anew(unsure)
        return sum(put(rows, line, each) for line, each in found if line not in unsure)


def says_otherwise(line: Segment, found: Mended) -> bool:
    return found.is_repaired or with_answers(found.proposals, line.proposals) != line.proposals


def put(rows: Any, line: Segment, found: Mended) -> int:
    """Keeps what was found for a line that nobody has touched meanwhile; what somebody has said no to is not asked again."""
    if not says_otherwise(line, found):
        return 0
    fresh: dict[str, Any] = {"proposals": with_answers(found.proposals, line.proposals)}
    if found.is_repaired:
        text = text_of(found.words)
        fresh |= {"text": text, "repaired_text": text, "words": found.words, "doubt": doubt_of(found.words)}
    done: int = rows.filter(pk=line.pk, text=line.text).update(**fresh)
    if done and found.is_repaired:
        pipeline.wake_after(line.transcript.recording_id, "doubt")
    return done


def with_answers(proposals: Sequence[dict[str, Any]], before: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The proposals without those that were declined before, and with these, so that they stay declined."""
    declined = [each for each in before if each.get("is_declined")]
    answered = {(each["heard"], each["text"]) for each in declined}
    return [*(each for each in proposals if (each["heard"], each["text"]) not in answered), *declined]


def names_of(family: Family) -> frozenset[str]:
    """The parts of the names of its people, and its own words, in small letters."""
    texts = [*family.people.values_list("name", flat=True), *family.words.in_use().values_list("text", flat=True)]
    return frozenset(part.casefold() for text in texts for part in text.split() if part[:1].isupper())


def is_unsure(line: Segment, own: Sequence[Own], known: Collection[str]) -> bool:
    """Whether something else would come of it if all its real words had been heard twice."""
    every = [True] * len(line.words)
    return mended(line.words, own, agreed=every, known=known) != mended(line.words, own, known=known)


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
