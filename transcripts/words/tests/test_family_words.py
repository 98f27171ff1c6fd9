"""The family's own words: proposed by corrections, put in place of what sounds like them, and never where there is little doubt."""

import pytest

from audio.models import Step
from families.tests import factories as families
from transcripts.alignment.likeness import unlikeness
from transcripts.doubt.ranking import doubt_of
from transcripts.models import FamilyWord, Segment
from transcripts.tests import factories
from transcripts.words import glossary
from transcripts.words.corrections import confirm, correct, mark_reviewed
from transcripts.words.repair import Own, changes

pytestmark = pytest.mark.django_db
OWN = [Own("Szymanski", "shimansky"), Own("Isobel"), Own("Kastanienallee", misheard=("cast an italian linen",))]


def weighed(text: str, sure: dict[int, float] | None = None) -> Segment:
    """A line whose words are sure but for those that are named by their place."""
    transcript = factories.transcript(texts=[text])
    words = [[word, 100 * n, 100 * n + 90, (sure or {}).get(n, 0.95)] for n, word in enumerate(text.split())]
    Segment.objects.filter(transcript=transcript).update(
        words=words, is_weighed=True, confidence=0.9, doubt=doubt_of(words)
    )
    return transcript.segments.get()


def told(text: str, doubtful: set[int]) -> list[list[object]]:
    return [[token, n, n + 1, 0.2 if n in doubtful else 0.9] for n, token in enumerate(text.split())]


def asked_of(text: str, doubtful: set[int], own=OWN, **how) -> list[tuple[str, str]]:
    """What is asked: what was heard, and what may have been said."""
    found = glossary.mended(told(text, doubtful), own, **how)
    assert not found.is_repaired
    return [(each["heard"], each["text"]) for each in found.proposals]


@pytest.mark.parametrize(
    ("heard", "doubtful", "asked"),
    [
        ("It was Doctor Shamanski, you know.", {3}, [("Shamanski,", "Szymanski,")]),
        ("my friend Isobell’s father", {2}, [("Isobell’s", "Isobel’s")]),
        ("Then Doctor she man ski came.", {2, 3, 4}, [("she man ski", "Szymanski")]),
        ("the river froze", {1, 2}, []),
        ("It was Szymanski.", {2}, []),
    ],
)
def test_near_misses_by_sound_are_asked_and_change_nothing(heard, doubtful, asked):
    assert asked_of(heard, doubtful) == asked


def test_what_somebody_has_said_yes_to_before_is_put_in_place_at_once():
    found = glossary.mended(told("at cast an Italian linen in Berlin", {1, 2, 3, 4}), OWN)
    assert (glossary.text_of(found.words), found.is_repaired, found.proposals) == (
        "at Kastanienallee in Berlin",
        True,
        [],
    )


def test_real_words_of_a_yes_are_asked_where_another_hearing_has_them_too():
    words = told("at cast an Italian linen in Berlin", {1, 2, 3, 4})
    found = glossary.mended(words, OWN, agreed=[True] * 7)
    assert (found.is_repaired, [each["text"] for each in found.proposals]) == (False, ["Kastanienallee"])


def test_what_is_asked_behind_a_repair_stands_where_its_words_stand_now():
    found = glossary.mended(told("at cast an Italian linen with Shamanski.", {1, 2, 3, 4, 6}), OWN)
    only = found.proposals[0]
    assert glossary.text_of(found.words) == "at Kastanienallee with Shamanski."
    assert (only["first"], only["behind"], only["heard"]) == (3, 4, "Shamanski.")


def test_a_word_of_low_doubt_is_never_asked_about():
    assert asked_of("It was Doctor Shamanski, you know.", {0, 1, 2, 4, 5}) == []
    assert asked_of("at cast an Italian linen in Berlin", {1, 2, 4}) == []


@pytest.mark.parametrize(
    "said",
    ["and then she shiver with cold", "it was a bitta cold", "he was very mareen", "at the shamanski there"],
)
def test_nothing_is_asked_where_no_name_can_stand(said):
    own = [Own("Shaver", kind="person"), Own("Bitter", kind="person"), Own("Marin", kind="person"), *OWN[:1]]
    own[-1] = Own("Szymanski", "shimansky", kind="person")
    assert asked_of(said, set(range(9)), own) == []


def test_a_likely_word_is_not_asked_about_and_an_unlikely_one_is():
    own = [Own("Maylie", kind="person")]
    assert asked_of("and mainly the children were cold", {1}, own) == []
    assert asked_of("and uncle mainly came to dinner", {2}, own) == [("mainly", "Maylie")]


def test_a_word_that_nobody_weighed_is_never_changed():
    assert changes(["Shamanski"], [None], OWN, glossary.phones) == []


@pytest.mark.parametrize(
    "said",
    ["so Mrs. Dawson came", "so Isabelle came", "Isabelle came", "so Isabelle’s father came", "so Olek came"],
)
def test_no_name_takes_the_place_of_a_real_one(said):
    own = [Own("Dorsen", misheard=("dawson",)), Own("Isobel", misheard=("isabelle",)), Own("Alec"), Own("Olek")]
    words = [[token, n, n + 1, 0.1] for n, token in enumerate(said.split())]
    found = glossary.mended(words, own, known=frozenset({"olek"}))
    assert (found.is_repaired, found.proposals) == (False, [])


def test_a_real_word_that_was_heard_twice_stays_and_one_that_was_not_may_go():
    own, said = [Own("Maylie", kind="person")], "and uncle mainly came to dinner"
    assert asked_of(said, {2}, own, agreed=[True] * 6) == []
    assert asked_of(said, {2}, own, agreed=[True, True, False, True, True, True]) == [("mainly", "Maylie")]


def test_an_engine_that_hears_once_counts_as_two_where_it_is_sure():
    words = [["with", 0, 1, 0.9], ["mainly", 1, 2, 0.55], ["and", 2, 3, 0.1], ["so", 3, 4, None]]
    assert glossary.sure_words(words) == [True, True, False, True]


def test_the_name_of_a_person_is_no_word_to_listen_for_by_itself():
    family = families.family()
    family.people.create(name="Mary Ellison")
    assert glossary.own_words(family) == []
    glossary.keep_word(family, "Ellison", by=None)
    assert [own.text for own in glossary.own_words(family)] == ["Ellison"]


def test_where_real_words_would_go_the_line_is_weighed_anew_and_not_changed(all_steps):
    line = weighed("Then Doctor she man ski came.", {2: 0.2, 3: 0.2, 4: 0.2})
    line.transcript.engine = "moonshine"
    line.transcript.save()
    for name in ("transcribe", "align", "doubt", "extract"):
        Step.objects.create(recording=line.transcript.recording, name=name, state=Step.State.DONE)
    kept_word(line)
    assert glossary.use(line.family) == 0
    line.refresh_from_db()
    assert (line.text, line.is_weighed) == ("Then Doctor she man ski came.", False)
    assert Step.objects.get(name="doubt").state == "waiting"


def test_a_word_that_was_once_laid_along_its_sound_does_not_count_as_a_real_one():
    glossary.aligner().known("shamanskee")
    assert not glossary.is_real("Shamanskee")
    assert asked_of("It was Doctor Shamanskee.", {3}) == [("Shamanskee.", "Szymanski.")]


def test_repair_is_idempotent():
    own = [Own("Szymanski", misheard=("shamanski",)), Own("Isobel", misheard=("isobell",))]
    once = glossary.mended(told("so Shamanski and Isobell came", {1, 3}), own)
    assert glossary.text_of(once.words) == "so Szymanski and Isobel came"
    assert not glossary.mended(once.words, own).is_repaired


def test_what_sounds_alike_is_near_and_what_does_not_is_far():
    assert unlikeness(["B", "EH", "N"], ["P", "EH", "N"]) < unlikeness(["B", "EH", "N"], ["S", "OW", "L"])
    assert unlikeness(["B"], ["B"]) == 0
    assert unlikeness([], ["B"]) == 1


def test_a_correction_of_a_name_proposes_it_with_how_it_was_misheard():
    line = weighed("Then Doctor Shamanski came.")
    correct(line, "Then Doctor Szymanski came.", by=families.user())
    word = FamilyWord.objects.get()
    assert (word.text, word.misheard, word.state) == ("Szymanski", ["shamanski"], "proposed")


def test_a_correction_of_other_words_proposes_nothing():
    correct(weighed("the liver froze"), "the river froze", by=families.user())
    assert not FamilyWord.objects.exists()


def test_a_doubtful_name_that_is_right_is_proposed():
    confirm(weighed("Then Osbert came.", {1: 0.3}), by=families.user())
    assert FamilyWord.objects.get().text == "Osbert"


def kept_word(line: Segment) -> None:
    glossary.keep_word(line.family, "Szymanski", sounds_like="shimansky", by=families.user())


def test_a_word_in_use_repairs_what_was_heard_before_and_can_be_taken_back(all_steps):
    line = weighed("Then Doctor Shamanski came.", {2: 0.2})
    Step.objects.create(recording=line.transcript.recording, name="transcribe", state=Step.State.DONE)
    kept_word(line)
    FamilyWord.objects.update(misheard=["shamanski"])
    assert glossary.use(line.family) == 1
    line.refresh_from_db()
    assert (line.text, line.heard_text) == ("Then Doctor Szymanski came.", "Then Doctor Shamanski came.")
    assert (line.is_repaired, line.is_corrected, line.is_timed, line.words[2][3]) == (True, False, True, 0.2)
    assert glossary.use(line.family) == 0
    taken_back = glossary.as_heard(line)
    assert (taken_back.text, taken_back.is_repaired) == ("Then Doctor Shamanski came.", False)
    assert glossary.use(line.family) == 0


def test_what_a_person_wrote_or_confirmed_is_never_repaired():
    line = weighed("Then Doctor Shamanski came.", {2: 0.2})
    kept_word(line)
    confirm(line, by=families.user())
    assert glossary.use(line.family) == 0


def test_a_declined_word_is_neither_used_nor_proposed_again():
    line = weighed("Then Doctor Shamanski came.", {2: 0.2})
    kept_word(line)
    glossary.decline(FamilyWord.objects.get())
    assert glossary.use(line.family) == 0
    glossary.propose(line, "Szymanski", by=families.user())
    assert FamilyWord.objects.get().state == "declined"


def test_names_of_people_and_words_in_use_are_hints():
    line = weighed("Yes.")
    line.family.people.create(name="Ilse Brandt")
    kept_word(line)
    glossary.propose(line, "Zosia", by=families.user())
    assert glossary.hints(line.family) == ("Ilse Brandt", "Szymanski")


def test_a_name_that_nobody_wants_to_be_listened_for_is_no_hint(client):
    line = weighed("Yes.")
    person = line.family.people.create(name="Ilse Brandt")
    line.family.memberships.create(user=(user := families.user()), role="relative")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    client.post(f"/people/{person.pk}/listen/", {"stop": ""})
    assert glossary.hints(line.family) == ()
    assert "Not listened for" in client.get(f"/families/{line.family.pk}/words/").text
    address = f"/api/v1/people/{person.pk}/"
    told = client.patch(address, {"is_listened_for": True, "name": "Ilsa"}, content_type="application/json").json()
    assert (told["is_listened_for"], told["name"]) == (True, "Ilse Brandt")
    assert glossary.hints(line.family) == ("Ilse Brandt",)


@pytest.mark.parametrize("text", ["", "  ", "—", "a" * 61])
def test_a_word_without_letters_or_too_long_is_refused(text):
    with pytest.raises(glossary.UnusableWord):
        glossary.keep_word(families.family(), text, by=None)


def test_the_page_adds_keeps_and_lets_go(client):
    family = families.family(relative=(user := families.user()))
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    address = f"/families/{family.pk}/words/"
    client.post(address, {"text": "Zosia", "kind": "person", "sounds_like": "zosha"})
    assert "said like “<bdi>zosha</bdi>”" in client.get(address).text
    word = family.words.get()
    client.post(f"/family-words/{word.pk}/", {"decline": ""})
    assert not family.words.in_use().exists()
    assert client.post(address, {"text": ""}).status_code == 400


def test_clients_add_list_and_let_go(client):
    family = families.family(relative=(user := families.user()))
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    sent = {"family": str(family.pk), "text": "Zosia", "kind": "person"}
    made = client.post("/api/v1/words/", sent, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "kept")
    again = client.post("/api/v1/words/", sent, content_type="application/json")
    assert again.json()["id"] == made.json()["id"]
    assert client.post("/api/v1/words/", {**sent, "text": "—"}, content_type="application/json").status_code == 400
    assert [word["text"] for word in client.get("/api/v1/words/").json()["results"]] == ["Zosia"]
    assert client.delete(f"/api/v1/words/{made.json()['id']}/").status_code == 204
    assert client.get("/api/v1/words/").json()["results"] == []


def test_a_stranger_cannot_add_to_a_family(client):
    family = families.family()
    client.force_login(families.user(), backend="memoire_site.backends.NoDemoUsersBackend")
    sent = {"family": str(family.pk), "text": "Zosia"}
    assert client.post("/api/v1/words/", sent, content_type="application/json").status_code == 400
    assert not family.words.exists()


def test_words_of_a_transcript_that_was_read_are_not_repaired():
    line = weighed("so Shamanski came", {1: 0.2})
    mark_reviewed(line.transcript, by=families.user())
    glossary.keep_word(line.family, "Szymanski", sounds_like="shimansky", by=None)
    assert glossary.use(line.family) == 1  # asks
    assert Segment.objects.get(pk=line.pk).text == "so Shamanski came"
