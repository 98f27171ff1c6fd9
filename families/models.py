"""The people who sign in, the family they belong to, and the people a family speaks of."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from families.browser_rows import SignedInBrowser as SignedInBrowser
from families.called import CalledOnce, CalledQuerySet
from families.dates.edtf import validate_edtf
from families.expiry_clock import ExpiryClock as ExpiryClock  # so that Django finds it
from families.links import join_links, part_links
from families.querysets import RemovableQuerySet
from families.removable import CannotReturn, Removable
from families.text.letters import as_address
from families.text.writing import AddressField, DataField, DayField, FoldedField, LanguageField, NameField
from projections.models import ProjectedModel
from projections.querysets import ProjectedQuerySet


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
        families: "models.Manager[Family]"

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

    def may_take_back(self, row: "Removable") -> bool:
        """Keepers give back whatever was removed, relatives what they removed themselves."""
        family = row if isinstance(row, Family) else row.family  # type: ignore[attr-defined]
        return self.is_keeper_of(family) or (row.removed_by_id is not None and row.removed_by_id == self.pk)

    def is_keeper_of(self, family: "Family") -> bool:
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


class FamilyQuerySet(RemovableQuerySet, ProjectedQuerySet):
    family_path = "pk"


class Family(Removable, ProjectedModel):
    """A circle of people who keep their memories together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = NameField(max_length=120)
    language = LanguageField(max_length=16, default="en", help_text="What is mostly spoken, such as en or de.")
    members = models.ManyToManyField(User, through="Membership", related_name="families")
    model_allowed_at = models.DateTimeField(
        "a language model may be asked since", null=True, blank=True, editable=False
    )
    model_allowed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FamilyQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "families"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def take_back_url(self) -> str:
        return reverse("take_back_family", args=[self.pk])

    @property
    def may_ask_model(self) -> bool:
        """Whether a keeper lets what is said be sent to the language model that this installation names."""
        return self.model_allowed_at is not None


class Membership(models.Model):
    """That a user belongs to a family, and how."""

    class Role(models.TextChoices):
        KEEPER = "keeper", "Keeper"
        RELATIVE = "relative", "Relative"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.RELATIVE)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.family}"


class PersonQuerySet(CalledQuerySet, RemovableQuerySet, ProjectedQuerySet):
    pass


class Person(CalledOnce, Removable, ProjectedModel):
    """A fact of the family: somebody who tells, or is told of. `born` is EDTF, such as 1934 or 1934-05-02.

    Whoever is removed is taken out of what they told and where they are told of; `links` remembers where that was.
    """

    known_as = "There is somebody called {} in this family already. Add something that tells them apart."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="people")
    name = NameField(max_length=120)
    born = DayField(max_length=32, blank=True, validators=[validate_edtf], help_text="A year or a date.")
    created_at = models.DateTimeField(auto_now_add=True)
    links = DataField(default=dict, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta(ProjectedModel.Meta):
        verbose_name_plural = "people"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "folded", "twin"],
                name="person_once_in_family_by_fold",
                condition=models.Q(removed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def take_back_url(self) -> str:
        return reverse("take_back_person", args=[self.pk])

    def rivals(self, others: Any) -> Any:
        return others.filter(removed_at=None)

    def hide(self) -> dict[str, Any]:
        return {"links": part_links(self)}

    def show(self) -> dict[str, Any]:
        if Person.objects.for_family(self.family).called(self.name).filter(twin=self.twin).exists():
            raise CannotReturn(f"There is another {self.name} in your family now. Give one of them another name first.")
        join_links(self, self.links)
        return {"links": {}}


class PromptQuerySet(CalledQuerySet):
    def current(self) -> "PromptQuerySet":
        """Those that are still asked."""
        return self.filter(retired_at=None)


class Prompt(CalledOnce):
    """A question that a family would like to hear answered. Once retired it is asked no more, but what answered it still says so."""

    LONGEST = 300
    called_by = "text"
    known_as = "The family asks this already: “{}”"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="prompts")
    text = NameField("question", max_length=LONGEST)
    folded = FoldedField(of="text")
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["family", "folded", "twin"], name="prompt_once_in_family_by_fold")
        ]

    def __str__(self) -> str:
        return self.text
