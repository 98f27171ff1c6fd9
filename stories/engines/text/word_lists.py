"""What is written down of words elsewhere: towns in the gazetteer, and English words in the dictionary of sounds that aligns speech."""

import sqlite3
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from stories.engines.languages import plain

TOWNS = Path(__file__).parents[2] / "places" / "gazetteer" / "places.sqlite3"
SOUNDS = Path("model") / "en-us" / "cmudict-en-us.dict"
IS_TOWN = "SELECT 1 FROM name WHERE folded = ? LIMIT 1"


@lru_cache(maxsize=1)
def _towns() -> sqlite3.Connection | None:
    """The file that script/gazetteer makes; None where it has not been made."""
    if not TOWNS.exists():
        return None
    return sqlite3.connect(f"file:{TOWNS}?mode=ro&immutable=1", uri=True, check_same_thread=False)


@lru_cache(maxsize=20_000)
def is_town(name: str) -> bool:
    """Whether GeoNames knows a town of 5,000 people, a country or a state of this name, in lower case."""
    towns = _towns()
    return towns is not None and towns.execute(IS_TOWN, [plain(name)]).fetchone() is not None


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """A hundred thousand words with their forms and the commonest names, in lower case; none where they are not installed."""
    found = find_spec("pocketsphinx")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (file := Path(folder) / SOUNDS).exists():
            lines = file.read_text(encoding="utf-8").splitlines()
            return frozenset(line.partition(" ")[0].partition("(")[0] for line in lines)
    return frozenset()
