"""Addresses of the door."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from families.accounts import account_views, typed_words_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("families/start/", views.start_family, name="start_family"),
    path("sign-in/", account_views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("account/", account_views.account, name="account"),
    path("account/password/", account_views.change_password, name="change_password"),
    path("account/sign-out-elsewhere/", account_views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("typed/", typed_words_pages.typed_words, name="typed_words"),
    path("account/browsers/<uuid:browser_id>/sign-out/", account_views.sign_out_browser, name="sign_out_browser"),
    path("account/programs/<uuid:token_id>/end/", account_views.end_program, name="end_program"),
    path("signed-in/", views.signed_in, name="signed_in"),
]
