"""What must hold of any talk, made of such sentences as lives are told in."""

from hypothesis import given, settings
from hypothesis import strategies as st

from families.dates.when import edtf_bounds
from stories.engines import Narrator, SpokenSegment, get_engine
from stories.engines.tests.talk import RECORDED
from stories.engines.text.sentences import clean
from stories.gold.lower_case import spell_out

SENTENCES = st.sampled_from(
    """I was born in March 1934 over the shop.|When I was nine we moved to Leeds.|Two years later he died.|That winter it snowed.
    The next day they came.|We were married in 1956, in June.|
    The year after we married Tom was born.|Is it still on?|Pass me my glasses, dear.
    My aunt Nora sang.|Did you know Mrs. Vance?|In the summer of '62 or '63 we sold it.|At fourteen I left school.|By Christmas he was gone.
    He had it from 1950 to 1957.|In third grade I sat by Ottoline.|It was ten years ago, or yesterday.|The war ended.|And they laughed.
    I'll tell you about the flood.|The last day of May 1940, no, 1941.|It was the Easter I was ten.|Zsófi came, and Zsófi laughed.
    On 29 February 1948 it thawed.|The week before the wedding he fell.|
    Ramadan of 1962 was hot.|I was going on a hundred.""".replace("\n", "|").split("|")
).map(str.strip)
TALK = st.lists(st.tuples(SENTENCES, st.floats(0, 4)), max_size=40)
LIVES = st.sampled_from([None, Narrator("Ruth", None), Narrator("Ruth", "1934-03-02"), Narrator("Ruth", "1934~")])


def heard_from(lines, change):
    heard, clock = [], 0.0
    for number, (text, silence) in enumerate(lines):
        end = clock + len(text.split()) / 2.5
        heard.append(SpokenSegment(f"u{number}", clock, end, change(text)))
        clock = end + silence
    return tuple(heard)


@given(TALK, LIVES, st.sampled_from([None, RECORDED]), st.sampled_from([str, spell_out]))
@settings(max_examples=150, deadline=None)
def test_stories_part_the_talk_and_every_claim_was_said_there(lines, narrator, recorded, change):
    heard = heard_from(lines, change)
    engine = get_engine("rules")
    found = engine.find(heard, narrator=narrator, recorded=recorded)
    assert engine.find(heard, narrator=narrator, recorded=recorded) == found
    place = {segment.id: number for number, segment in enumerate(heard)}
    told = [place[identity] for story in found.stories for identity in story.chunk_ids]
    assert told == sorted(set(told))
    said = [clean(segment.text) for segment in heard]
    for marker in found.markers:
        assert marker.text in " ".join(said[place[marker.chunk_id] :])
        first, last = edtf_bounds(marker.edtf)
        assert first
        assert last
        assert first <= last
    for story in found.stories:
        first = place[story.chunk_ids[0]]
        assert [place[identity] for identity in story.chunk_ids] == list(range(first, first + len(story.chunk_ids)))
        assert story.marker is None or story.marker.chunk_id in story.chunk_ids
        for item in (*story.people, *story.places):
            assert item.chunk_ids
            assert set(item.chunk_ids) <= set(story.chunk_ids)
