"""Looking at a page, or asking the API, writes no row: on a full disk everything can still be read."""

import re
import sqlite3
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from books.models import Edition
from families.accounts import tokens
from memoire_site.tests.test_access import WAYS, asked, filled, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
KEEPS_WHAT_IT_MADE = {"book_pdf", "book-api-pdf"}  # an edition, where there is room (docs/decisions/0005)
SAYS_WHY = {
    "view_on_site"
}  # whoever is led elsewhere is told why, and that stands in their session until the next page
NOT_ONLY_READ = KEEPS_WHAT_IT_MADE | SAYS_WHY
READING = [name for name, way in WAYS.items() if way.method == "get" and not way.headers and name not in NOT_ONLY_READ]
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE)\b", re.IGNORECASE)


def refuse_writes(execute, sql, params, many, context):
    assert not WRITES.match(sql), f"A GET has written: {sql[:120]}"
    return execute(sql, params, many, context)


@pytest.mark.parametrize("name", READING)
def test_a_get_writes_no_row_at(name, world):  # noqa: F811
    way = WAYS[name]
    more = [world.rows[str(part)[4:]].pk if str(part).startswith("the ") else part for part in way.more]
    address = reverse(name, args=[world.rows[way.of].pk, *more] if way.of else [])
    for who in ("keeper", "staff"):
        client = Client()
        client.force_login(world.people[who], backend="memoire_site.backends.NoDemoUsersBackend")
        with connection.execute_wrapper(refuse_writes):
            asked(client, way, address, filled(way.data, world)).getvalue()


@pytest.mark.parametrize("name", sorted(KEEPS_WHAT_IT_MADE))
def test_a_book_can_be_read_though_there_is_no_room_to_keep_it(name, world):  # noqa: F811
    def full(execute, sql, params, many, context):
        if WRITES.match(sql):
            cause = sqlite3.OperationalError("database or disk is full")
            cause.sqlite_errorname = "SQLITE_FULL"
            raise OperationalError("full") from cause
        return execute(sql, params, many, context)

    client = Client()
    client.force_login(world.people["relative"], backend="memoire_site.backends.NoDemoUsersBackend")
    with connection.execute_wrapper(full):
        answer = client.get(reverse(name, args=[world.rows["book"].pk]))
    assert (answer.status_code, answer.getvalue()[:5]) == (200, b"%PDF-")
    assert not Edition.objects.exists()


@pytest.mark.parametrize(("hours", "status"), [(1, 200), (-1, 401)], ids=["good", "expired"])
def test_a_token_that_reads_is_not_written_to(world, hours, status):  # noqa: F811
    kept, token = tokens.give_token(world.people["keeper"])
    AuthToken.objects.filter(pk=kept.pk).update(expiry=timezone.now() + timedelta(hours=hours))
    with connection.execute_wrapper(refuse_writes):
        answer = Client().get(reverse("audio-list"), headers={"Authorization": f"Token {token}"})
    assert answer.status_code == status


def test_tokens_that_have_expired_or_ended_with_their_password_are_erased_by_the_worker(world):  # noqa: F811
    good, expired, _ = (tokens.give_token(world.people[who])[0] for who in ("keeper", "relative", "staff"))
    AuthToken.objects.filter(pk=expired.pk).update(expiry=timezone.now() - timedelta(hours=1))
    world.people["staff"].set_password("another password")
    world.people["staff"].save()
    assert tokens.purge() == 2
    assert list(AuthToken.objects.values_list("pk", flat=True)) == [good.pk]
