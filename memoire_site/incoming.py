"""What every request says of itself, cleaned before anything of ours looks at it: address, query and forms.

Bodies of the API are read by families/text/parsing.py instead: those views take them as they come.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from families.text.letters import UNWRITABLE, one_line
from families.text.parsing import cleaned_query

ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252"})


class CleanRequests:
    """Middleware. An address with letters that nothing can be called by leads nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and request.encoding.lower() not in ENCODINGS:
            request.encoding = "utf-8"
        if UNWRITABLE.search(request.path_info):
            raise Http404("There is no such page.")
        request.GET = one_lined(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = cleaned_query(request.POST)  # type: ignore[assignment]


def one_lined(asked: QueryDict) -> QueryDict:
    """A query has no second line; some of it comes back in headers, which must not have one."""
    if all(text.isascii() and text.isprintable() for pair in asked.lists() for text in (pair[0], *pair[1])):
        return asked
    kept = QueryDict(mutable=True, encoding=asked.encoding)
    for name, values in asked.lists():
        kept.setlist(one_line(name), [one_line(value) for value in values])
    kept._mutable = False
    return kept
