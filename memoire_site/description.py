"""What the API says of itself: each operation with a summary, its parameters and its errors, and nothing undescribed accepted."""

import hashlib
import json
from fnmatch import fnmatch
from functools import cache
from threading import Lock
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.exceptions import ValidationError

from families.editing.api import VersionedMixin
from memoire_site.parameters import describers, key_of, known_names, refuse_unknown
from memoire_site.problems import MEDIA_TYPE, problem

KINDS = {"json": "application/vnd.oai.openapi+json", "yaml": "application/vnd.oai.openapi"}
HOW_LONG = "public, max-age=3600, immutable"
NOUNS = {
    "audio": "recording",
    "uploads": "unfinished upload",
    "prompts": "question of the family's own",
    "words": "word of the family's own",
    "transcripts": "transcript, with its segments",
    "segments": "line of a transcript",
    "hearings": "hearing, with the lines as they would stand",
    "speakers": "voice of a recording",
    "stories": "story, with the words on which each claim rests",
    "places": "place, with what its name may mean",
    "mentions": "person or place in a story",
    "books": "book",
}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "about:blank: the status says it all."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do, for people to read."},
        "errors": {"description": "Where fields or parameters are wrong: their names, and what is wrong with each."},
    },
    "required": ["detail"],
    "additionalProperties": {},
}
SAID = {
    400: "What was sent cannot be taken: `detail` says why, `errors` where.",
    401: "Nobody is signed in, or the token is not good any more.",
    403: "This is for keepers of the family, or the request lacks its CSRF token.",
    404: "There is no such thing, or it is not yours.",
    405: "The address does not know this method.",
    406: "There is no answer in the kind of data that was asked for.",
    409: "As things stand now it cannot be done: `detail` says why.",
    410: "It was left for too long. Begin it anew.",
    412: "Tus-Resumable is missing, or of another version.",
    413: "That is more than there is room for.",
    415: "The body is of a kind that this address does not read.",
    416: "The sound has no such bytes.",
    423: "Somebody is writing it just now. Try again in a moment.",
    460: "The bytes are not those of the checksum. Send them again.",
    507: "There is no room for it.",
    429: "Too often, or too many at once. Try again after the seconds in Retry-After.",
    503: "Not just now. Try again after the seconds in Retry-After.",
}


class Operation(AutoSchema):
    """The operation as REST framework knows it, with a summary and the errors that it may answer with."""

    def get_summary(self) -> str:
        """The first sentence of what is said about it; for what every viewset has, said from its noun."""
        action = getattr(self.view, "action", "")
        noun = NOUNS.get(self.path.split("/")[3], "")
        own = (getattr(self.view, action or self.method.lower(), None).__doc__ or "").strip()
        if not action and not own:
            return first_sentence(self.view.__class__.__doc__ or "")
        is_inherited = own in {"", "List a queryset.", "Retrieve a model instance.", "Create a model instance."}
        if is_inherited and action != "list":
            return {"retrieve": f"One {noun}", "create": f"Add a {noun}"}.get(action, noun)
        told = (self.view.__class__.__doc__ or "") if is_inherited else own
        return first_sentence(told)

    def get_operation(self, *args: Any) -> Any:
        operation = super().get_operation(*args)
        if operation is None:
            return None
        for code in self.errors(operation):
            operation["responses"].setdefault(str(code), self.error(code))
        for code, response in operation["responses"].items():
            if int(code) >= 400:
                operation["responses"][code] = self.error(int(code), response.get("description"), response)
        names = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
        known_names()[key_of(self.view, self.method)] = names
        return operation

    def errors(self, operation: dict[str, Any]) -> list[int]:
        """Those that follow from its shape; what only this operation answers is said beside its view."""
        needs_token = {} not in operation.get("security", [{}])
        found = [400, 405, 406]
        found += [401] if needs_token else []
        found += [403] if needs_token and self.method != "GET" else []
        found += (
            [404] if "{" in self.path or any(each["name"] in OWN for each in operation.get("parameters", [])) else []
        )
        found += [415] if "requestBody" in operation else []
        found += [409] if isinstance(self.view, VersionedMixin) and self.method != "GET" else []
        found += [code for end, codes in ALSO.items() if self.is_at(end) for code in codes]
        return found

    def is_at(self, place: str) -> bool:
        method, address = place.split(" ")
        return self.method == method and fnmatch(self.path, f"/api/v1/{address}")

    def error(self, code: int, told: str | None = None, response: dict[str, Any] | None = None) -> dict[str, Any]:
        """A problem; an answer that has another body than a sentence keeps it."""
        content = (response or {}).get("content", {})
        schemas = [each.get("schema", {}).get("$ref", "") for each in content.values()]
        if any(each and not each.endswith("/Detail") for each in schemas):
            return {**(response or {}), "description": told or SAID.get(code, "An error.")}
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem")
        self.registry.register_on_missing(component)
        said = SAID.get(code, "An error.")
        example = problem({"detail": said.split(": `")[0]}, code)
        return {
            "description": told or said,
            "content": {MEDIA_TYPE: {"schema": component.ref, "example": example}},
        }


ALSO = {
    "POST auth/login": (401, 429),
    "GET health/": (403, 503),
    "GET health/ready": (503,),
    "GET audio/*/media/": (416,),
    "GET audio/*/original/": (416,),
    "GET books/*/pdf/": (409,),
    "POST hearings/*": (404, 409),
    "POST speakers/*/join/": (409,),
    "POST uploads/": (412, 423, 460, 503),
    "GET uploads/*/": (410,),
    "PATCH uploads/*/": (410, 412, 413, 460, 503, 507),
    "PUT uploads/*": (410, 412, 423),
    "DELETE uploads/*": (412, 423),
}
"""Where an operation answers with more errors than its shape says."""
OWN = {"family", "to"}
"""Parameters that name a row, which may not be the caller's."""


def first_sentence(text: str) -> str:
    line = " ".join(text.strip().split("\n\n")[0].split())
    return line.split(". ")[0].removesuffix(".")


# --- the description itself ------------------------------------------------------------------------------------------

making = Lock()
made: dict[str, Any] = {}


def description() -> Any:
    """Made once in the life of a process, since it follows from the code alone; who comes meanwhile waits for it."""
    with making:
        if not made:
            made.update(SchemaGenerator().get_schema(request=None, public=True))
    return made


describers.append(description)


@cache
def written(kind: str) -> tuple[bytes, str]:
    """The description in this form, and its entity tag."""
    told = json.loads(json.dumps(description(), default=str))
    text = json.dumps(told) if kind == "json" else yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
    return text.encode(), f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def wanted_kind(request: HttpRequest) -> str:
    """`?format=`, or what the Accept header prefers; YAML where neither says."""
    asked = request.GET.get("format")
    if asked is not None:
        return asked
    accepted = request.headers.get("Accept", "")
    return "json" if "json" in accepted and "yaml" not in accepted else "yaml"


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description in OpenAPI 3, as JSON or YAML."""
    kind = wanted_kind(request)
    try:
        refuse_unknown(set(request.GET), {"format"})
        if kind not in KINDS:
            raise ValidationError({"format": "Ask for json or yaml."})
    except ValidationError as error:
        told = json.dumps(problem(error.detail, 400))
        return HttpResponse(told, status=400, content_type=MEDIA_TYPE)
    content, tag = written(kind)
    response = HttpResponse(content, content_type=KINDS[kind])
    for name, value in {"ETag": tag, "Cache-Control": HOW_LONG, "Vary": "Accept"}.items():
        response[name] = value
    return get_conditional_response(request, etag=tag, response=response) or response
