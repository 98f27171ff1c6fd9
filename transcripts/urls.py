"""Addresses of words."""

from django.urls import path

from transcripts import views

urlpatterns = [path("segments/<uuid:segment_id>/", views.segment, name="segment")]
