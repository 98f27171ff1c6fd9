"""What somebody does with their own account: another password, and an end of all that is signed in as them."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from families.accounts.browsers import browsers_of, end_browser, note_browser
from families.accounts.devices import remember_device
from families.accounts.forms import OwnPasswordForm
from families.accounts.hashing import MustWait
from families.accounts.sign_ins import end_all_sign_ins
from families.accounts.tokens import public_id, token_called, tokens_of
from families.accounts.typed_words import CARRIED, TypedWords, keep_typed_words, unsigned
from families.models import SignedInBrowser, User


class SignIn(LoginView):
    """The door for everybody, staff too. Whoever has to wait finds what they typed, but for the password, still there."""

    template_name = "families/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except MustWait as pause:
            form = self.form_class(request, initial={"username": request.POST.get("username", "")})
            context = self.get_context_data(form=form, pause=pause)
            return waiting(render(request, self.template_name, context), pause)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With what was typed before the door, if it came along."""
        words = self.words
        told = {"words": words, "carried": self.request.POST[CARRIED]} if words else {}
        return super().get_context_data(**told, **more)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if words := self.words:
            keep_typed_words(self.request, words)
            response = redirect("typed_words")
        remember_device(self.request, response, form.get_user())
        return response

    @property
    def words(self) -> TypedWords | None:
        return unsigned(self.request.POST.get(CARRIED, ""))


def waiting(response: HttpResponse, pause: MustWait) -> HttpResponse:
    """An answer that says when to come again."""
    response.status_code = 429
    response["Retry-After"] = str(pause.seconds)
    return response


@login_required
def account(request: HttpRequest) -> HttpResponse:
    return account_page(request, OwnPasswordForm(request))


def account_page(request: HttpRequest, form: OwnPasswordForm, **more: Any) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "form": form,
        "browsers": browsers_of(user),
        "here": request.session.session_key,
        "programs": [(public_id(kept), kept) for kept in tokens_of(user)],
        **more,
    }
    return render(request, "families/account.html", context)


@login_required
@require_POST
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """Ends what is signed in as them elsewhere; here they stay."""
    form = OwnPasswordForm(request, request.POST)
    try:
        if not form.is_valid():
            return account_page(request, form)
    except MustWait as pause:
        return waiting(account_page(request, OwnPasswordForm(request), pause=pause), pause)
    end_all_sign_ins(form.save())
    stay(request)
    messages.success(request, "Your password is changed. Wherever else you were signed in, you are not any more.")
    return redirect("account")


@login_required
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    end_all_sign_ins(cast(User, request.user))
    stay(request)
    messages.success(request, "You are signed in here only.")
    return redirect("account")


def stay(request: HttpRequest) -> None:
    """Whoever has ended all that is signed in as them stays where they are."""
    user = cast(User, request.user)
    update_session_auth_hash(request, user)
    note_browser(request, user)


@login_required
@require_POST
def sign_out_browser(request: HttpRequest, browser_id: UUID) -> HttpResponse:
    """Ends one of the places where they are signed in."""
    row = get_object_or_404(SignedInBrowser.objects.select_related("session"), pk=browser_id, user=request.user)
    end_browser(row)
    messages.success(request, f"{row} is signed out.")
    return redirect("account")


@login_required
@require_POST
def end_program(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Ends one token of theirs."""
    kept = token_called(cast(User, request.user), token_id)
    if kept is None:
        raise Http404
    kept.delete()
    messages.success(request, "That program can use Memoire as you no more.")
    return redirect("account")
