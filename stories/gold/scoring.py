"""An engine's findings in one gold transcript, held against its marks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from stories.engines.base import Extraction, FoundStory, Marker
from stories.gold.lower_case import spell_out
from stories.gold.marks import GoldPerson, GoldSegment, GoldStory, GoldTime, GoldTranscript
from stories.gold.matching import pair_up, right_years, same_interval, same_person, same_place, same_span
from stories.gold.measures import Share, Tally, boundaries_within, pk, window_diff
from stories.gold.titles import is_broken_title, shape_of, shares_head


@dataclass
class Score:
    """The figures of one or more transcripts, and what went wrong as (kind, sentence)."""

    shares: dict[str, Share] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    shapes: Counter[str] = field(default_factory=Counter)
    """Of all titles found, how many have which shape."""

    def add(self, other: "Score") -> None:
        for name, share in other.shares.items():
            self.shares[name] = self.shares.get(name, Share()) + share
        for name, tally in other.tallies.items():
            self.tallies[name] = self.tallies.get(name, Tally()) + tally
        self.errors += other.errors
        self.shapes += other.shapes


def score(gold: GoldTranscript, found: Extraction) -> Score:
    """Every figure of one transcript; `found` is of the same form (clean or lower) as `gold`."""
    total = Score()
    for part in (
        _score_boundaries,
        _score_asides,
        _score_markers,
        _score_years,
        _score_dates,
        _score_people,
        _score_places,
        _score_titles,
    ):
        total.add(part(gold, found))
    total.errors = [(kind, f"{gold.name} {sentence}") for kind, sentence in total.errors]
    return total


def _score_boundaries(gold: GoldTranscript, found: Extraction) -> Score:
    """A boundary is the first segment of a story, but for the recording's first; talk set aside belongs to what is before."""
    order = {segment.spoken.id: index for index, segment in enumerate(gold.segments)}
    wanted = {order[story.segment_ids[0]] for story in gold.stories} - {0}
    ours = {order[story.chunk_ids[0]] for story in found.stories} - {0}
    units = len(order)
    errors = [
        ("boundaries", f"{gold.segments[at].spoken.id} begins a story: not found") for at in sorted(wanted - ours)
    ]
    errors += [("boundaries", f"{gold.segments[at].spoken.id} begins none: found") for at in sorted(ours - wanted)]
    shares = {"Pk": pk(wanted, ours, units), "WindowDiff": window_diff(wanted, ours, units)}
    return Score(shares, {"boundaries": boundaries_within(wanted, ours)}, errors)


def _score_asides(gold: GoldTranscript, found: Extraction) -> Score:
    """Segments set aside; an aside in the middle of a story may be kept in it, for a story has no holes."""
    told = {identity for story in gold.stories for identity in story.segment_ids}
    kept = {identity for story in found.stories for identity in story.chunk_ids}
    wanted = {segment.spoken.id for segment in gold.segments} - told
    ours = {s.spoken.id for s in gold.segments if not (s.is_aside and s.spoken.id in told)} - kept
    errors = [("asides", f"{identity}: kept in a story") for identity in sorted(wanted - ours)]
    errors += [("asides", f"{identity}: set aside") for identity in sorted(ours - wanted)]
    return Score({}, {"set aside": Tally(len(wanted & ours), len(ours - wanted), len(wanted - ours))}, errors)


def _score_markers(gold: GoldTranscript, found: Extraction) -> Score:
    total = Score()
    for segment in gold.segments:
        total.add(_score_segment(segment, [m for m in found.markers if m.chunk_id == segment.spoken.id]))
    return total


def _score_segment(segment: GoldSegment, markers: Sequence[Marker]) -> Score:
    """Markers of one segment: same span and interval; same span alone; touching spans and same interval; traps."""
    said, where = segment.spoken.text, segment.spoken.id
    judged = [marker for marker in markers if _is_judged(marker, segment)]

    def is_near(marker: Marker, time: GoldTime) -> bool:
        return touches(marker.text, time.text, said) and _means(marker, time)

    _, extra, missed = exact = pair_up(judged, segment.times, lambda m, time: _is_worded(m, time) and _means(m, time))
    pairings = {
        "markers": exact,
        "markers, words only": pair_up(judged, segment.times, _is_worded),
        "markers, touching": pair_up(judged, segment.times, is_near),
    }
    tallies = {name: Tally(len(hits), len(more), len(less)) for name, (hits, more, less) in pairings.items()}
    sprung = [phrase for phrase in segment.never if any(touches(m.text, phrase, said) for m in extra)]
    errors = [("markers", f"{where} missed {time.text!r} = {time.edtf[0]}") for time in missed]
    errors += [("markers", f"{where} found {m.text!r} = {m.edtf} ({m.basis})") for m in extra]
    errors += [("traps", f"{where} took {phrase!r} for a time: {said}") for phrase in sprung]
    return Score({"traps sprung": Share(len(sprung), len(segment.never))}, tallies, errors)


def _is_judged(marker: Marker, segment: GoldSegment) -> bool:
    """A marker that touches an unscored phrase is left out, unless it is also the words of a mark."""
    said = segment.spoken.text
    return any(_is_worded(marker, time) for time in segment.times) or not any(
        touches(marker.text, phrase, said) for phrase in segment.unscored
    )


def _is_worded(marker: Marker, time: GoldTime) -> bool:
    return same_span(marker.text, time.text)


def _means(marker: Marker, time: GoldTime) -> bool:
    return same_interval(marker.edtf, time.edtf, by_year=time.by_year)


def touches(one: str, other: str, said: str) -> bool:
    """Whether some place of the one in what was said shares a word with some place of the other."""
    words = spell_out(said).split()
    return any(set(a) & set(b) for a in _places_in(one, words) for b in _places_in(other, words))


def _places_in(phrase: str, words: Sequence[str]) -> list[range]:
    parts = spell_out(phrase).split()
    starts = range(len(words) - len(parts) + 1) if parts else range(0)
    return [range(at, at + len(parts)) for at in starts if list(words[at : at + len(parts)]) == parts]


def _score_years(gold: GoldTranscript, found: Extraction) -> Score:
    """Each story's date against that of the found story which shares most segments with it (the earlier of equals)."""
    right, errors = 0, []
    for story in gold.stories:
        date = _found_date(story, found)
        if right_years(date, story.when):
            right += 1
        else:
            errors.append(("years", f"{story.segment_ids[0]} is {story.when or 'undated'}, found {date or 'undated'}"))
    return Score({"right years": Share(right, len(gold.stories))}, {}, errors)


def _score_dates(gold: GoldTranscript, found: Extraction) -> Score:
    """The same held against the date that a reader would write over the story, where a reader has marked one."""
    marked = [story for story in gold.stories if story.dates]
    right, errors = 0, []
    for story in marked:
        date = _found_date(story, found)
        if any(right_years(date, wanted) for wanted in story.dates):
            right += 1
        else:
            wanted = " or ".join(story.dates) or "undated"
            errors.append(("dates", f"{story.segment_ids[0]} is about {wanted}, found {date or 'undated'}"))
    return Score({"date of story right": Share(right, len(marked))}, {}, errors)


def _found_date(story: GoldStory, found: Extraction) -> str | None:
    ours = _same_story(story, found.stories)
    return ours.marker.edtf if ours and ours.marker else None


def _same_story(story: GoldStory, found: Sequence[FoundStory]) -> FoundStory | None:
    ids = set(story.segment_ids)
    best = max(found, key=lambda other: len(ids & set(other.chunk_ids)), default=None)
    return best if best and ids & set(best.chunk_ids) else None


def _score_people(gold: GoldTranscript, found: Extraction) -> Score:
    """People of each marked story, no animals: those found with evidence in its segments, however the engine cut its stories."""
    total = Score()
    for story in gold.stories:
        ids = set(story.segment_ids)
        ours = {
            (person.name, person.relation or "")
            for other in found.stories
            for person in other.people
            if ids & set(person.chunk_ids) and not person.is_animal
        }
        _, extra, missed = pair_up(sorted(ours), sorted(story.people, key=lambda p: p.is_optional), _is_person)
        wanted = [person for person in story.people if not person.is_optional]
        missed = [person for person in missed if not person.is_optional]
        total.add(
            _named("people", story, len(wanted), [n or r for n, r in extra], [p.name or p.relation for p in missed])
        )
    return total


def _is_person(found: tuple[str, str], person: GoldPerson) -> bool:
    name, relation = found
    return any(same_person(name, relation, wanted, person.relation) for wanted in (person.name, *person.others))


def _score_places(gold: GoldTranscript, found: Extraction) -> Score:
    """Places of each marked story, by the segments of their evidence as people are."""
    total = Score()
    for story in gold.stories:
        ids = set(story.segment_ids)
        ours = {p.name for other in found.stories for p in other.places if ids & set(p.chunk_ids)}
        _, extra, missed = pair_up(sorted(ours), [*story.places, *story.optional_places], same_place)
        missed = [place for place in missed if place in story.places]
        total.add(_named("places", story, len(story.places), extra, missed))
    return total


def _score_titles(gold: GoldTranscript, found: Extraction) -> Score:
    """Of the stories for which a reader gave titles, those whose found title speaks of the same thing as one of them."""
    titled = [story for story in gold.stories if story.titles]
    errors, right = [], 0
    for story in titled:
        ours = _same_story(story, found.stories)
        title = ours.title if ours else ""
        if shares_head(title, story, gold.language, gold.narrator.name):
            right += 1
        else:
            errors.append(("titles", f"{story.segment_ids[0]} is {' / '.join(story.titles)}, found {title or 'none'}"))
    total = Score({"titles alike": Share(right, len(titled))}, {}, errors)
    total.add(_score_forms(gold, found))
    return total


def _score_forms(gold: GoldTranscript, found: Extraction) -> Score:
    """The shapes of all titles, and those that are no whole phrase or stand twice."""
    people = [one.name for story in found.stories for one in story.people]
    named = [*people, *(one.name for story in found.stories for one in story.places)]
    names = {word for name in named for word in name.split()}
    titles = [story.title for story in found.stories if story.title]
    broken = [title for title in titles if is_broken_title(title, gold.language, names)]
    twice = [title for title, count in Counter(titles).items() if count > 1]
    errors = [("titles", f"broken: {title}") for title in broken] + [("titles", f"twice: {title}") for title in twice]
    shapes = Counter(shape_of(title, gold.language, names) for title in titles)
    return Score({"broken titles": Share(len(broken) + len(twice), len(titles))}, {}, errors, shapes)


def _named(kind: str, story: GoldStory, wanted: int, extra: Sequence[str], missed: Sequence[str]) -> Score:
    where = story.segment_ids[0]
    errors = [(kind, f"{where} missed {name}") for name in missed] + [(kind, f"{where} found {name}") for name in extra]
    return Score({}, {kind: Tally(wanted - len(missed), len(extra), len(missed))}, errors)
