"""The people who sign in, the family they belong to, and the people a family speaks of."""

from families.expiry_clock import ExpiryClock  # so that Django finds it
from families.models.browser import SignedInBrowser
from families.models.family import Family, FamilyQuerySet, Membership
from families.models.person import Person, PersonQuerySet
from families.models.prompt import Prompt, PromptQuerySet
from families.models.user import User, UserManager, WrongPassword

__all__ = [
    "ExpiryClock",
    "Family",
    "FamilyQuerySet",
    "Membership",
    "Person",
    "PersonQuerySet",
    "Prompt",
    "PromptQuerySet",
    "SignedInBrowser",
    "User",
    "UserManager",
    "WrongPassword",
]
