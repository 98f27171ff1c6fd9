"""Which letters may stand in text, and when two ways to write a name are one."""

import unicodedata

import pytest

from families.models import Family, Prompt
from families.tests import factories
from families.text.letters import as_address, as_name, folded, one_line, writable, writable_tree
from families.text.writing import AddressField, DataField, FoldedField, LineField, NameField, ProseField


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("lan\uffffterns", "lanterns"),
        ("a\x01b", "a b"),
        ("a\x00b", "a b"),
        ("half \ud800", "half "),
        ("\ufdd0x\U0010ffffy\ufffe", "xy"),
        ("one\ntwo\tthree\r\n", "one\ntwo\tthree\r\n"),
        ("Zoe\u0308", "Zoë"),
        ("Grüße 日本 👵🏽 می‌خواهم", "Grüße 日本 👵🏽 می‌خواهم"),
    ],
)
def test_text_keeps_only_letters_that_a_file_can_hold(text, kept):
    assert writable(text) == kept
    assert writable(kept) == kept


def test_no_letter_that_xml_forbids_is_left():
    every = "".join(chr(code) for code in range(0x110000))
    assert not [
        letter
        for letter in writable(every)
        if letter not in "\t\n\r"
        and (ord(letter) < 32 or unicodedata.category(letter) in ("Cc", "Cs") or ord(letter) & 0xFFFE == 0xFFFE)
    ]


def test_texts_in_lists_and_dictionaries_are_cleaned_with_their_keys():
    assert writable_tree({"a\x00": ["b\uffff", 1, None, {"c": "d\ud800"}]}) == {"a ": ["b", 1, None, {"c": "d"}]}


ZOE = [
    "Zoë Müller",
    "Zoe\u0308 Mu\u0308ller",
    "ZOË MÜLLER",
    "Zoë\u200b Müller",
    " zoë \u00a0 müller\ufeff",
    "Ｚoë\u00ad Müller",
]


@pytest.mark.parametrize("way", ZOE)
def test_all_ways_to_write_a_name_are_one(way):
    assert folded(way) == folded("Zoë Müller")


@pytest.mark.parametrize("other", ["Zoe Müller", "Zoë Muller", "Zoë", "Zoë Müllers"])
def test_another_name_is_another(other):
    assert folded(other) != folded("Zoë Müller")


def test_the_mark_in_a_name_may_be_straight_or_curly():
    assert folded("Maeve O’Brien-Léger") == folded("maeve o'brien‐léger")


def test_joiners_stay_where_a_script_or_a_picture_needs_them_and_count_for_nothing():
    assert as_name("می\u200cخواهم") == "می\u200cخواهم"
    assert as_name("क्\u200dष") == "क्\u200dष"
    assert as_name("👩\u200d👧") == "👩\u200d👧"
    assert as_name("Zo\u200dë \u200cMüller") == "Zoë Müller"
    assert folded("می\u200cخواهم") == folded("میخواهم")


def test_a_line_is_one_line_and_an_address_is_in_small_letters():
    assert one_line("two\n lines\x0b\x85here") == "two lines here"
    assert as_address(" Ilse\u200b@Example.ORG ") == "ilse@example.org"


@pytest.mark.parametrize("way", ["create", "bulk_create", "update", "save"])
@pytest.mark.django_db
def test_a_column_cleans_what_comes_by_any_way(way):
    dirty, clean = "The Zoe\u0308\u200b \uffff family\x00", "The Zoë family"
    if way == "create":
        made = Family.objects.create(name=dirty)
    elif way == "bulk_create":
        made = Family.objects.bulk_create([Family(name=dirty)])[0]
    else:
        made = Family.objects.create(name="Another")
        if way == "update":
            Family.objects.update(name=dirty)
            made.name = clean
        else:
            made.name = dirty
            made.save()
    assert (made.name, Family.objects.get().name) == (clean, clean)
    assert Family.objects.get(name=dirty) == made


@pytest.mark.django_db
def test_looking_for_what_no_column_can_hold_finds_nothing():
    home = factories.family()
    assert not Prompt.objects.for_family(home).filter(text="a\x00").exists()


def test_for_migrations_they_are_djangos_own_columns():
    made = [NameField(max_length=9), LineField(max_length=9), ProseField(), DataField(), AddressField(), FoldedField()]
    assert [each.deconstruct()[1].split(".")[-1] for each in made] == [
        "CharField",
        "CharField",
        "TextField",
        "JSONField",
        "EmailField",
        "CharField",
    ]
