"""How clients say who they are."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class Tokens(TokenAuthentication):
    """`Authorization: Token …`, where a header that is no text is a wrong token and not a fault of ours."""

    def authenticate(self, request: Any) -> Any:
        try:
            return super().authenticate(request)
        except UnicodeError:
            raise AuthenticationFailed("Invalid token.") from None


class TokensScheme(KnoxTokenScheme):
    """Tells the schema what they look like."""

    target_class = "families.tokens.Tokens"
