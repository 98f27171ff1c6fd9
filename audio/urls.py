"""Addresses of sound."""

from django.urls import path

from audio.pages import prompt_views, recorder_views, removal_views, views

urlpatterns = [
    path("families/<uuid:family_id>/questions/", prompt_views.all_prompts, name="prompts"),
    path("questions/<uuid:prompt_id>/retire/", prompt_views.retire_prompt, name="retire_prompt"),
    path("families/<uuid:family_id>/record/", recorder_views.record, name="record"),
    path("families/<uuid:family_id>/recordings/new/", views.add_recording, name="add_recording"),
    path("recordings/<uuid:recording_id>/sound/", views.sound, name="sound"),
    path("recordings/<uuid:recording_id>/original/", views.original, name="original"),
    path("recordings/<uuid:recording_id>/listening/", views.listening, name="listening"),
    path("recordings/<uuid:recording_id>/try-again/", views.try_again, name="try_again"),
    path("families/<uuid:family_id>/removed/", removal_views.removed, name="removed"),
    path("families/<uuid:family_id>/remove/", removal_views.remove_family, name="remove_family"),
    path("families/<uuid:pk>/take-back/", removal_views.take_back_family, name="take_back_family"),
    path("recordings/<uuid:recording_id>/facts/", views.recording_facts, name="recording_facts"),
    path("recordings/<uuid:recording_id>/told-again/", views.told_again, name="told_again"),
    path("recordings/<uuid:recording_id>/remove/", removal_views.remove_recording, name="remove_recording"),
    path("recordings/<uuid:pk>/take-back/", removal_views.take_back_recording, name="take_back_recording"),
    path("people/<uuid:person_id>/remove/", removal_views.remove_person, name="remove_person"),
    path("people/<uuid:pk>/take-back/", removal_views.take_back_person, name="take_back_person"),
]
