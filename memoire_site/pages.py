"""How long lists come to clients."""

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

FURTHEST = 10**9


class Pages(LimitOffsetPagination):
    """`?limit=` up to 200 and `?offset=`, as far as any list can reach."""

    max_limit = 200

    def get_offset(self, request: Request) -> Any:
        return min(super().get_offset(request), FURTHEST)
