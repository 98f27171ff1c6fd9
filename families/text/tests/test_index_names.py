import pytest

from families.text.index_names import index_key, index_name


@pytest.mark.parametrize(
    ("name", "language", "listed"),
    [
        ("Nora Vance", "en", "Vance, Nora"),
        ("Nora", "en", "Nora"),
        ("Aunt Nora", "en", "Aunt Nora"),
        ("Mrs Vance", "en", "Vance, Mrs"),
        ("Dr. Nora Vance", "en", "Vance, Dr. Nora"),
        ("Martin Van Buren", "en", "Van Buren, Martin"),
        ("Daphne du Maurier", "en-GB", "du Maurier, Daphne"),
        ("Ray DeLuca Junior", "en", "DeLuca, Ray Junior"),
        ("Alexander von Humboldt", "de", "Humboldt, Alexander von"),
        ("Annette von der Heide", "de", "Heide, Annette von der"),
        ("Peter vom Berg", "de", "vom Berg, Peter"),
        ("Frau Kasulke", "de", "Kasulke, Frau"),
        ("Charles de Vigny", "fr", "Vigny, Charles de"),
        ("Jean de La Fontaine", "fr", "La Fontaine, Jean de"),
        ("Joachim du Bellay", "fr", "du Bellay, Joachim"),
        ("Rosa García Lorca", "es", "García Lorca, Rosa"),
        ("Juan Carlos Pérez", "es", "Pérez, Juan Carlos"),
        ("María José García Lorca", "es", "García Lorca, María José"),
        ("Juan de la Cruz", "es", "Cruz, Juan de la"),
        ("Don Pascual", "es", "Pascual, Don"),
        ("Jan van der Meer", "nl", "Meer, Jan van der"),
    ],
)
def test_a_name_is_listed_under_the_family(name, language, listed):
    assert index_name(name, language) == listed


def test_an_index_goes_by_family_and_those_without_one_by_their_given_name():
    names = ["Nora Vance", "Aunt Zelda", "Arthur Vance", "Mrs Oakes", "Bess", "Élise Adam"]
    assert sorted(names, key=index_key) == [
        "Élise Adam",
        "Bess",
        "Mrs Oakes",
        "Arthur Vance",
        "Nora Vance",
        "Aunt Zelda",
    ]
