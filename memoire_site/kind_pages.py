"""No answer to a person is empty, in Django's own words, or its page for developers: each refusal is a page that says what to do.

Faults of ours (500) are not touched: with DEBUG their page helps whoever looks for the cause.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from memoire_site.problems import MEDIA_TYPE
from memoire_site.strays import answer

OF_OURS = re.compile(rb'<main id="(?:main|content-start)"')
PAGES = {400: "400.html", 403: "403.html", 404: "404.html", 405: "405.html", 413: "413.html", 429: "429.html"}
SAID = {
    400: "This request could not be read.",
    403: "You may not do this.",
    404: "There is nothing at this address.",
    405: "The address does not know this method.",
    413: "That is more than there is room for.",
    429: "Too often. Try again in a while.",
}
"""What a client of the API is told where nothing else was said."""


class KindPages:
    """Middleware, outside of all that refuses: it exchanges the body and leaves the headers, such as Allow and Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_for_a_part = "HX-Request" in request.headers  # of a page: a form that is asked again is no whole page
        if isinstance(response, HttpResponse) and not is_for_a_part and is_bare(response):
            put_page(request, response)
        return response


def is_bare(response: HttpResponse) -> bool:
    """Whether a person would see nothing of ours."""
    is_text = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code in PAGES and is_text and not OF_OURS.search(response.content)


def put_page(request: HttpRequest, response: HttpResponse) -> None:
    code = response.status_code
    if told := answer(request, code, SAID[code]):
        response.content, response["Content-Type"] = told.content, MEDIA_TYPE
    else:
        context = {"detail": sentence(response), "messages": []}  # those wait for the page that they are meant for
        response.content = render_to_string(PAGES[code], context, request).encode()
    response["Content-Length"] = str(len(response.content))


def sentence(response: HttpResponse) -> str:
    """What a view of ours has said in one line; "" for an empty answer and for a page that Django has made."""
    said = response.content.decode(errors="replace").strip()
    return "" if "<" in said or len(said) > 300 else said
