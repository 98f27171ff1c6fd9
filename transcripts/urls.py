"""Addresses of words."""

from django.urls import path

from transcripts import views

urlpatterns = [
    path("segments/<uuid:segment_id>/", views.segment, name="segment"),
    path("recordings/<uuid:recording_id>/words.<str:form>", views.words, name="words"),
]
