"""One's own account in a real browser: no fault on the page, and nothing to be seen with Back once one has signed out."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from memoire_site.tests.running import database, memoire
from memoire_site.tests.test_accessibility import faults
from memoire_site.tests.test_journey import CHROMIUM, FLAGS

pytestmark = pytest.mark.page
EMAIL, PASSWORD, NEW = "ilse@family.example", "a good password", "quite another password"
CODE = f"""
import django; django.setup()
from families.models import Family, Membership, User
ilse = User.objects.create_user("{EMAIL}", "{PASSWORD}", name="Ilse")
for name in ("The Lanternfish family", "The other family"):
    Membership.objects.create(family=Family.objects.create(name=name), user=ilse, role=Membership.Role.KEEPER)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The address of a server with one account that belongs to two families."""
    folder = tmp_path_factory.mktemp("site")
    with database(folder) as address, memoire(folder, "--no-demo", DATABASE_URL=address) as site:
        variables = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "memoire_site.settings",
        }
        subprocess.run([sys.executable, "-c", CODE], env={**os.environ, **variables}, cwd=settings.BASE_DIR, check=True)
        yield site


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def sign_in(page, site: str, password: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your families")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_the_account_has_no_fault_on_a_telephone_or_a_desk(place, browser, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(page, place, PASSWORD)
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_role("heading", name="Another password")).to_be_visible()
    assert faults(page) == []
    page.context.close()


def test_back_after_signing_out_shows_nothing_of_the_family(place, browser):
    page = browser.new_page()
    sign_in(page, place, PASSWORD)
    expect(page.get_by_text("Lanternfish").first).to_be_visible()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
        assert "Lanternfish" not in page.content()
    page.context.close()


def test_a_password_is_changed_without_being_signed_out_here(place, browser):
    here, elsewhere = browser.new_context(), browser.new_context()
    page, other = here.new_page(), elsewhere.new_page()
    for each in (page, other):
        sign_in(each, place, PASSWORD)
    page.get_by_role("link", name="Your account").click()
    page.get_by_label("The password that you have now").fill(PASSWORD)
    page.get_by_label("Your new password", exact=True).fill(NEW)
    page.get_by_label("Your new password once more").fill(NEW)
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Welcome")).to_be_visible()
    sign_in(other, place, NEW)
    for context in (here, elsewhere):
        context.close()
