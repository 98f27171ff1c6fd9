"""Somebody who signs in, and wrong passwords."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from families.models.family import Family, Membership
from families.removable import Removable
from families.text.letters import as_address
from families.text.writing import AddressField, NameField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=as_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in does not mind capitals in the address."""
        return self.get(email=as_address(username or ""))


class User(AbstractUser):
    """Somebody who signs in, with an e-mail address as the name."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = AddressField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Somebody has an account with this e-mail address already."},
    )
    name = NameField(max_length=150, blank=True)
    sign_in_version = models.PositiveIntegerField(default=0, editable=False)  # rises when all their sign-ins are ended

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()  # type: ignore[misc,assignment]

    if TYPE_CHECKING:
        families: models.Manager[Family]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An address is one whatever its capitals, wherever the account is made. Who is let in no more is out everywhere, for good."""
        self.email = as_address(self.email)
        if not self.is_active and User.objects.filter(pk=self.pk, is_active=True).exists():
            self.sign_in_version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "sign_in_version"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to, as Django does it: the password, and here also the number of sign-ins that were ended."""
        bound_to = f"{self.password} {self.sign_in_version}"
        return salted_hmac("families.User.sessions", bound_to, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def may_take_back(self, row: Removable) -> bool:
        """Keepers give back whatever was removed, relatives what they removed themselves."""
        family = row if isinstance(row, Family) else row.family  # type: ignore[attr-defined]
        return self.is_keeper_of(family) or (row.removed_by_id is not None and row.removed_by_id == self.pk)

    def is_keeper_of(self, family: Family) -> bool:
        """Whether they look after this family's memories: approve stories, change the book."""
        return self.memberships.filter(family=family, role=Membership.Role.KEEPER).exists()


class WrongPassword(models.Model):
    """That a wrong password was given, for as long as it counts: from which line, and for whom in a digest (`accounts.guessing`)."""

    account = models.CharField(max_length=64)
    line = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)  # that knows the account; empty for strangers
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="wrong_password_by_account"),
            models.Index(fields=["line", "at"], name="wrong_password_by_line"),
            models.Index(fields=["at"], name="wrong_password_to_erase"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
