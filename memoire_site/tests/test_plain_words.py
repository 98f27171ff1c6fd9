"""Forms speak our words: no sentence of Django's own is shown to a family."""

import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from audio.pages import forms as of_audio
from books import forms as of_books
from books.models import Book
from families.accounts import forms as of_families
from families.accounts.forms import OwnPasswordForm
from families.accounts.plain_words import PlainWords, words_of
from families.editing.forms import VersionedForm
from families.tests import factories

SHOWN = [
    made
    for room in (of_audio, of_books, of_families)
    for made in vars(room).values()
    if isinstance(made, type) and issubclass(made, forms.BaseForm) and made.__module__ == room.__name__
]


def test_the_forms_are_found():
    assert len(SHOWN) >= 5


@pytest.mark.parametrize("form", SHOWN)
def test_a_form_that_families_see_speaks_our_words(form):
    assert issubclass(form, PlainWords)


def made(form):
    family = factories.family()
    if form is OwnPasswordForm:
        request = RequestFactory().get("/account/")
        request.user = factories.user()
        return form(request)
    if form is of_audio.RecordingForm:
        return form(family=family)
    if issubclass(form, VersionedForm):
        return form(instance=form._meta.model(family=family) if form is not of_books.BookForm else Book(family=family))
    return form()


@pytest.mark.django_db
@pytest.mark.parametrize("form", SHOWN)
def test_no_field_has_a_sentence_of_djangos(form):
    for name, field in made(form).fields.items():
        of_django = words_of(type(field))
        kept = {code for code, said in field.error_messages.items() if said == of_django.get(code)}
        assert kept <= {"invalid_image"}, name


@pytest.mark.django_db
def test_a_name_that_is_too_long_is_refused_with_how_long_it_may_be(client):
    user = factories.user()
    family = factories.family(keeper=user)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    shown = client.post(f"/families/{family.pk}/recordings/new/", {"title": "a" * 161}).text
    assert "This has 161 letters, and there is room for 160." in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("brief", "at least 10 characters"),
        ("password1234", "Many people use this password"),
        ("ilse@example.org", "too much like your e-mail address"),
    ],
)
def test_a_weak_password_is_refused_in_our_words(password, says):
    with pytest.raises(ValidationError, match=says):
        validate_password(password, factories.user(email="ilse@example.org"))


@pytest.mark.django_db
def test_the_account_page_asks_in_our_words(client):
    client.force_login(factories.user(), backend="memoire_site.backends.NoDemoUsersBackend")
    shown = client.get("/account/").text
    for word in ("Old password", "New password confirmation", "can’t be", "must contain"):
        assert word not in shown
    assert "The password that you have now" in shown
