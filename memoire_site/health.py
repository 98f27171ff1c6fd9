"""How the parts are: for load balancers (live, ready) and for whoever looks after the machine (each part with a sentence)."""

import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from audio.errors import StepError
from audio.models import Worker
from projections import health as projections
from transcripts.runs.choice import choose

LOOK_AGAIN_SECONDS = 2.0
last_look: dict[str, Any] = {}
SILENT_AFTER = timedelta(seconds=60)
ANSWER = inline_serializer(
    "Health",
    {
        "status": serializers.CharField(),
        "components": serializers.DictField(required=False),
        "copies": serializers.DictField(required=False),
    },
)


def database() -> str | None:
    """None when all is well, else a sentence."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The database is not up to date. Run manage.py migrate."
    except DatabaseError as error:
        return f"The database does not answer ({type(error).__name__})."
    return None


def answering() -> str | None:
    """As `database`, in a question that costs nothing: what is up to date stays so in the life of a process.

    Where it is not, that is asked again after a moment, so that nobody keeps a processor busy with asking.
    """
    if last_look.get("is_up_to_date"):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError as error:
            return f"The database does not answer ({type(error).__name__})."
        return None
    if time.monotonic() >= last_look.get("again_at", 0.0):
        last_look["problem"] = database()
        last_look["again_at"] = time.monotonic() + LOOK_AGAIN_SECONDS
        last_look["is_up_to_date"] = last_look["problem"] is None
    found: str | None = last_look["problem"]
    return found


def worker() -> str | None:
    now = timezone.now()
    if Worker.objects.filter(heartbeat_at__gt=now - SILENT_AFTER, heartbeat_at__lt=now + SILENT_AFTER).exists():
        return None
    return "No worker has been heard of for a minute. Start one with manage.py worker."


def storage() -> str | None:
    recordings, name = storages["recordings"], f"health/{os.getpid()}-{uuid.uuid4().hex}"
    try:
        kept = recordings.save(name, ContentFile(b"well"))
        recordings.delete(kept)
    except OSError as error:
        return f"Recordings cannot be stored: {error.strerror}."
    return None


def speech() -> str | None:
    try:
        choose(settings.SPEECH_ENGINE, "en")
    except StepError as error:
        return error.reason
    return None


def parts() -> dict[str, Callable[[], str | None]]:
    """The parts that this installation has, each with its question."""
    found: dict[str, Callable[[], str | None]] = {
        "database": database,
        "worker": worker,
        "storage": storage,
        "speech_engine": speech,
    }
    if settings.FIRESTORE_PROJECT_ID:
        found["firestore"] = projections.firestore_answers
    if settings.NEO4J_URI:
        found["neo4j"] = projections.neo4j_answers
    if settings.FIRESTORE_PROJECT_ID or settings.NEO4J_URI:
        found["copies"] = projections.copies
    return found


@extend_schema(responses=ANSWER, auth=[])
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
def live(request: Request) -> Response:
    """The process answers."""
    return Response({"status": "ok"})


@extend_schema(responses=ANSWER, auth=[])
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
def ready(request: Request) -> Response:
    """The database answers and is up to date: requests may be sent here."""
    problem = answering()
    return Response({"status": "unwell" if problem else "ok"}, status=503 if problem else 200)


@extend_schema(responses=ANSWER)
@api_view(["GET"])
@permission_classes([IsAdminUser])
def components(request: Request) -> Response:
    """Each part with what is wrong with it, for staff; and, for whoever draws curves, how far each copy is behind."""
    answers: dict[str, Any] = {name: ask() or "ok" for name, ask in parts().items()}
    is_well = all(answer == "ok" for answer in answers.values())
    found = {"status": "ok" if is_well else "unwell", "components": answers}
    if behind := {name: lag.figures for name, lag in projections.lag().items()}:
        found["copies"] = behind
    return Response(found, status=200 if is_well else 503)
