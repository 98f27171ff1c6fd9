"""Addresses of sound."""

from django.urls import path

from audio import views

urlpatterns = [
    path("families/<uuid:family_id>/recordings/new/", views.add_recording, name="add_recording"),
    path("recordings/<uuid:recording_id>/sound/", views.sound, name="sound"),
    path("recordings/<uuid:recording_id>/try-again/", views.try_again, name="try_again"),
]
