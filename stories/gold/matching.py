"""When a finding counts as the same as a mark: times, years, people, places."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from families.dates.when import edtf_bounds
from stories.gold.lower_case import spell_out

SMALL_WORDS = frozenset(
    "a about after age aged already an and around at back before by during early for from i i'd in it just nearly of on "  # noqa: SIM905
    "only since that the this till turned until was when".split()
) | frozenset(
    "als alter am anfang bei bin bis da das dem den der des die ende gerade ich im jahr jahre jahren mit nach schon seit um "  # noqa: SIM905
    "vor wurde zu zum zur au aux avais avait c'etait en et j'avais j'ai l'an l'age annee annees ans d'environ de depuis du la le "
    "les pendant quand vers al ano anos con cuando del desde durante edad el hacia los las por tenia tuve yo".split()
)
"""Words before a time that carry none of it, or whose share of it the interval shows; of all languages, for none is a time in another."""
KIN = {
    "mother": "mam mama mamma mom momma mommy mum mummy ma",
    "father": "dad daddy da pa papa pop",
    "grandmother": "gran grandma granny mamaw nan nana nanna nannie bubbe busia oma",
    "grandfather": "grandad granddad grandpa grampa papaw zayde opa",
    "husband": "",
    "wife": "",
    "aunt": "auntie aunty tante tia",
    "uncle": "onkel oncle tio",
    "brother": "bruder frere hermano",
    "sister": "schwester soeur hermana",
    "son": "boy",
    "daughter": "girl",
    "cousin": "",
}
SAME_KIN = {form: kin for kin, forms in KIN.items() for form in (kin, *forms.split())}
TITLES = frozenset(
    "mister mr missus mrs miss ms doctor dr reverend captain skipper comrade teacher herr herrn frau monsieur madame "  # noqa: SIM905
    "mademoiselle senor senora senorita dona".split()
)
POSSESSIVES = frozenset({"my", "our", "the"})
One = TypeVar("One")
Other = TypeVar("Other")


def same_span(one: str, other: str) -> bool:
    """Equal once spelt out, without the small words in front ("in the", "when I was") and a closing "years old"."""
    return _bare_time(one) == _bare_time(other)


def _bare_time(text: str) -> list[str]:
    words = re.sub(r"\s+(years? )?old$", "", spell_out(text)).split()
    start = next((index for index, word in enumerate(words) if word not in SMALL_WORDS), 0)
    return words[start:]


def same_interval(found: str, wanted: Sequence[str], *, by_year: bool = False) -> bool:
    """Whether first and last day equal those of one wanted EDTF; with `by_year` only their years need to.

    "~" and "?" don't count: 1950~ equals 1950, 1962-22 equals 1962-06/1962-08.
    """
    return any(_ends(found, by_year) == _ends(edtf, by_year) for edtf in wanted)


def _ends(edtf: str, by_year: bool) -> tuple[object, object]:
    first, last = edtf_bounds(edtf)
    return (first and first.year, last and last.year) if by_year else (first, last)


def right_years(found: str | None, wanted: str) -> bool:
    """Whether a story's date is right: none where none is wanted, else years that meet and stick out by one at most.

    So 1941/1942 is right for 1941 or 1941/1945, and 1939/1945 is wrong for 1941/1945. Open intervals are wrong.
    """
    if not found or not wanted:
        return not found and not wanted
    (first, last), (start, end) = edtf_bounds(found), edtf_bounds(wanted)
    if not (first and last and start and end):
        return False
    years = set(range(first.year, last.year + 1))
    inside = years & set(range(start.year, end.year + 1))
    return bool(inside) and len(years - inside) <= 1


def same_person(name: str, relation: str | None, wanted: str, wanted_relation: str) -> bool:
    """Whether a found and a marked person are one.

    Names are spelt out, and "my", kin words (KIN) and titles (TITLES) in front dropped; then they are equal, or one is
    the beginning of the other (Nora = Nora Vance = Aunt Nora, but not Mrs. Vance). Where both have no name left ("Mam",
    "my father"), the relations, kin words made one, are equal.
    """
    ours, theirs = _bare_name(name), _bare_name(wanted)
    if not ours or not theirs:
        return not ours and not theirs and _kin(relation or name) == _kin(wanted_relation or wanted)
    shorter = min(len(ours), len(theirs))
    return ours[:shorter] == theirs[:shorter]


def _bare_name(name: str) -> list[str]:
    words = spell_out(name).removesuffix("'s").split()
    return words[next((at for at, word in enumerate(words) if not _is_before_a_name(word)), len(words)) :]


def _is_before_a_name(word: str) -> bool:
    return word in SAME_KIN or word in TITLES or word in POSSESSIVES


def _kin(relation: str) -> str:
    words = [word for word in spell_out(relation).split() if word not in POSSESSIVES]
    return " ".join(SAME_KIN.get(word, word) for word in words)


def same_place(one: str, other: str) -> bool:
    """Equal once spelt out, without "the" in front."""
    return spell_out(one).removeprefix("the ") == spell_out(other).removeprefix("the ")


def pair_up(
    found: Sequence[One], wanted: Sequence[Other], same: Callable[[One, Other], bool]
) -> tuple[list[tuple[One, Other]], list[One], list[Other]]:
    """Pairs of the same, each used once in order; then what was found in vain, and what is missing."""
    pairs, left, missing = [], list(found), []
    for mark in wanted:
        hit = next((index for index, item in enumerate(left) if same(item, mark)), None)
        if hit is None:
            missing.append(mark)
        else:
            pairs.append((left.pop(hit), mark))
    return pairs, left, missing
