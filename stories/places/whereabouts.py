"""Where a family's places are: looked up in the gazetteer, and for people to say where several towns have one name."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from families.editing.versions import expect
from families.models import User
from families.refusal import Refusal
from stories.models import Place
from stories.places.gazetteer import Sense, Whereabouts, gazetteer, whereabouts


class Elsewhere(Refusal):
    """It is none of the places that the name may mean; the message says what to do."""


def look_up(places: Iterable[Place]) -> None:
    """Looks up these places of one family, which were named near each other. Those of which a person has said where they are stay."""
    near = list(places)
    for place in near:
        if place.is_settled:
            continue
        others = [*(other.name for other in near if other.pk != place.pk), *settled_near(near, place)]
        found = whereabouts(place.name, others=others)
        if place.looked_up != place.name or found.sense is not None or not place.geonames_id:
            remember_whereabouts(place, found)


def settled_near(near: list[Place], place: Place) -> list[str]:
    """The countries of neighbours of which a person has said where they are."""
    codes = {each.country for each in near if each.is_settled and each.country and each.pk != place.pk}
    return [gazetteer().country(code).name for code in sorted(codes)]


def remember_whereabouts(place: Place, found: Whereabouts) -> None:
    before = (place.geonames_id, place.senses, place.looked_up)
    set_whereabouts(place, found.sense, found.why)
    place.senses, place.looked_up = [sense.id for sense in found.senses], place.name
    if before != (place.geonames_id, place.senses, place.looked_up):
        changes = {name: getattr(place, name) for name in (*PUT, "senses", "looked_up")}
        Place.objects.filter(pk=place.pk, settled_at=None).update(**changes)  # somebody may have said it meanwhile


PUT = ["geonames_id", "today", "country", "latitude", "longitude", "why"]


def set_whereabouts(place: Place, sense: Sense | None, why: str) -> None:
    place.geonames_id, place.why = (sense.id, why[:200]) if sense else (None, "")
    place.today, place.country = (sense.label[:200], sense.country) if sense else ("", "")
    place.latitude, place.longitude = (sense.latitude, sense.longitude) if sense else (None, None)


def choices(place: Place) -> list[Sense]:
    """What the name may mean, the likeliest first."""
    return list(gazetteer().senses(place.name))


def settle(place: Place, geonames_id: int | None, *, by: User) -> Place:
    """Says which of its senses it is; None that it is none of them. Raises Elsewhere for what the name does not mean."""
    sense = next((each for each in choices(place) if each.id == geonames_id), None)
    if geonames_id is not None and sense is None:
        raise Elsewhere("Choose one of the places that we know by this name, or none of them.")
    with transaction.atomic():
        current = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
        expect(current, place, "settled_at", asked={"geonames_id": geonames_id})
        set_whereabouts(current, sense, "your family says so" if sense else "")
        current.settled_by, current.settled_at = by, timezone.now()
        current.looked_up = current.name
        current.save(update_fields=[*PUT, "settled_by", "settled_at", "looked_up"])
    return current
