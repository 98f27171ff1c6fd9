"""What is signed in as somebody: sessions of browsers, tokens of programs, devices that know them; and the end of all of it."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import get_token_model

from families.accounts.guessing import LONGEST
from families.accounts.tokens import tokens_of
from families.models import User, WrongPassword


def end_all_sign_ins(user: User) -> None:
    """Everything that is signed in as them ends now: sessions and devices by the number that they are bound to, tokens for good."""
    user.sign_in_version += 1
    user.save(update_fields=["sign_in_version"])
    get_token_model().objects.filter(user=user).delete()


def count_tokens(user: User) -> int:
    """How many programs can use Memoire as them now."""
    return len(tokens_of(user))


def erase_expired() -> None:
    """What nobody can use any more is not kept: sessions and tokens that have ended, wrong passwords that count no longer."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    get_token_model().objects.filter(expiry__lt=now).delete()
    # From both sides: a clock that was wrong may have written some into the future.
    WrongPassword.objects.exclude(at__range=(now - LONGEST, now + LONGEST)).delete()
