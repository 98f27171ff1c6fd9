"""Signing in for clients: a token for a device."""

from typing import Any

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from families.accounts.devices import remember_device
from families.accounts.hashing import MustWait
from families.accounts.tokens import give_token


class LoginSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=254, help_text="The e-mail address.")
    password = serializers.CharField(trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")
    expiry = serializers.DateTimeField()


class Login(APIView):
    """Gives a token for an address and a password. Guessing is slowed down."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    @extend_schema(request=LoginSerializer, responses={200: TokenSerializer})
    def post(self, request: Request) -> Response:
        asked = LoginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            user = authenticate(request._request, **asked.validated_data)
        except MustWait as pause:
            wait = {"Retry-After": str(pause.seconds)}
            return Response({"detail": pause.reason}, status=status.HTTP_429_TOO_MANY_REQUESTS, headers=wait)
        if user is None:
            detail = "This address and password do not fit."
            return Response({"detail": detail}, status.HTTP_401_UNAUTHORIZED, headers={"WWW-Authenticate": "Token"})
        kept, token = give_token(user)
        response = Response(TokenSerializer({"token": token, "expiry": kept.expiry}).data)
        remember_device(request._request, response, user)
        return response


class Logout(APIView):
    """Ends the token that the call was made with."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        if hasattr(request.auth, "delete"):
            request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
