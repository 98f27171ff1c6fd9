"""What has to be there before Memoire starts."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from stories.places.gazetteer import FILE


@register()
def gazetteer_is_there(**options: Any) -> list[CheckMessage]:
    if FILE.exists():
        return []
    return [Error("The gazetteer has not been made.", hint="Run script/bootstrap.", id="stories.E001")]
