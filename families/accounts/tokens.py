"""How clients say who they are. A token begins with a mark of the password that it was given for, and ends with it."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_backends
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from knox.models import get_token_model
from rest_framework.exceptions import AuthenticationFailed

from families.expiry_clock import ExpiryClock
from families.models import User

MARK_LENGTH = 10  # the longest that knox keeps


def give_token(user: User) -> tuple[Any, str]:
    """The row, and the token itself, which is nowhere but in the answer."""
    kept, token = get_token_model().objects.create(user=user, prefix=password_mark(user))
    return kept, token


def password_mark(user: User) -> str:
    """Another one as soon as the password is, however it was changed, or all sign-ins were ended: as a session's own hash."""
    return salted_hmac("families.accounts.tokens", user.get_session_auth_hash(), algorithm="sha256").hexdigest()[
        :MARK_LENGTH
    ]


def tokens_of(user: User) -> list[Any]:
    """The rows of the tokens that are good now, the latest first."""
    rows = get_token_model().objects.filter(user=user, expiry__gt=ExpiryClock.now()).order_by("-created")
    mark = password_mark(user)
    return [row for row in rows if row.token_key[:MARK_LENGTH] == mark]


def public_id(kept: Any) -> UUID:
    """What a token is called where it is listed: neither the token nor its digest can be made of it."""
    return UUID(bytes=salted_hmac("families.accounts.tokens.public_id", kept.digest, algorithm="sha256").digest()[:16])


def token_called(user: User, name: UUID) -> Any:
    """The row of a good token of theirs; None where there is none of this id."""
    return next((kept for kept in tokens_of(user) if public_id(kept) == name), None)


class Tokens(TokenAuthentication):
    """`Authorization: Token …`, where a header that is no text is a wrong token and not a fault of ours."""

    def authenticate(self, request: Any) -> Any:
        try:
            return super().authenticate(request)
        except UnicodeError:
            raise AuthenticationFailed("Invalid token.") from None

    def authenticate_credentials(self, token: bytes) -> Any:
        user, kept = super().authenticate_credentials(token)
        if not constant_time_compare(token[:MARK_LENGTH].decode(), password_mark(user)):
            raise AuthenticationFailed("Invalid token.")
        return user, kept

    def validate_user(self, auth_token: Any) -> Any:
        """Whoever is let in nowhere is not let in with a token."""
        if not all(backend.user_can_authenticate(auth_token.user) for backend in get_backends()):  # type: ignore[attr-defined]
            raise AuthenticationFailed("User inactive or deleted.")
        return super().validate_user(auth_token)

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Whether it has expired. Knox would erase it here, but whoever only reads writes no row: `purge` does that."""
        return bool(auth_token.expiry and auth_token.expiry < timezone.now())


def purge() -> int:
    """Erases tokens that have expired, or ended with their password; gives how many."""
    tokens = get_token_model().objects
    ended = [
        kept.pk for kept in tokens.select_related("user") if kept.token_key[:MARK_LENGTH] != password_mark(kept.user)
    ]
    return int(tokens.filter(Q(expiry__lte=ExpiryClock.now()) | Q(pk__in=ended)).delete()[0])


class TokensScheme(KnoxTokenScheme):
    """Tells the schema what they look like."""

    target_class = "families.accounts.tokens.Tokens"
