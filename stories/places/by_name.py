"""A family's places, found and added by their names."""

from families.models import Family
from families.text.letters import folded
from stories.models import Place


def place_named(family: Family, name: str) -> Place:
    """The family's place of this name, added when new; also one of which only removed recordings speak."""
    places = Place.objects.filter(family=family)
    if found := places.one_called(name):
        return found
    return places.get_or_create(folded=folded(name), twin=0, defaults={"family": family, "name": name})[0]
