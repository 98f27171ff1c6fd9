"""Addresses of the door."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from families import views

urlpatterns = [
    path("", views.home, name="home"),
    path("families/start/", views.start_family, name="start_family"),
    path("sign-in/", LoginView.as_view(template_name="families/sign_in.html"), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
]
