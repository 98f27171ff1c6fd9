"""Addresses of the family's pages."""

from django.urls import path

from stories import leaving_views, views

urlpatterns = [
    path("families/<uuid:family_id>/", views.family, name="family"),
    path("families/<uuid:family_id>/stories/", views.stories, name="stories"),
    path("families/<uuid:family_id>/people/", views.people, name="people"),
    path("families/<uuid:family_id>/what-leaves/", leaving_views.what_leaves, name="what_leaves"),
    path("families/<uuid:family_id>/language-model/", leaving_views.let_model_be_asked, name="let_model_be_asked"),
    path("recordings/<uuid:recording_id>/", views.recording, name="recording"),
    path("recordings/<uuid:recording_id>/live/", views.live, name="live"),
    path("recordings/<uuid:recording_id>/find-again/", views.find_again, name="find_again"),
    path("stories/<uuid:story_id>/approve/", views.approve, name="approve_story"),
    path("stories/<uuid:story_id>/send-back/", views.send_back, name="send_back_story"),
    path("stories/<uuid:story_id>/change/", views.retell, name="retell_story"),
]
