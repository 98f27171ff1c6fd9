"""Addresses of the family's pages."""

from django.urls import path

from stories.editing import views as editing_views
from stories.pages import portrait_views, privacy_views, views

urlpatterns = [
    path("families/<uuid:family_id>/", views.family, name="family"),
    path("families/<uuid:family_id>/stories/", views.stories, name="stories"),
    path("families/<uuid:family_id>/stories/twice/", views.told_twice, name="twice_told"),
    path("families/<uuid:family_id>/ask-next/", views.ask_next, name="ask_next"),
    path("families/<uuid:family_id>/people/", views.people, name="people"),
    path("families/<uuid:family_id>/what-leaves/", privacy_views.what_leaves, name="what_leaves"),
    path("families/<uuid:family_id>/language-model/", privacy_views.let_model_be_asked, name="let_model_be_asked"),
    path("people/<uuid:person_id>/", portrait_views.person, name="person"),
    path("people/<uuid:person_id>/same/", portrait_views.same_person, name="same_person"),
    path("places/<uuid:place_id>/", portrait_views.place, name="place"),
    path("places/<uuid:place_id>/whereabouts/", portrait_views.settle_place, name="settle_place"),
    path("stories/<uuid:story_id>/connections/", portrait_views.connections, name="connections"),
    path("recordings/<uuid:recording_id>/", views.recording, name="recording"),
    path("recordings/<uuid:recording_id>/words/<int:number>/", views.sheet, name="sheet"),
    path("recordings/<uuid:recording_id>/live/", views.live, name="live"),
    path("recordings/<uuid:recording_id>/find-again/", views.find_again, name="find_again"),
    path("stories/<uuid:story_id>/approve/", views.approve, name="approve_story"),
    path("stories/<uuid:story_id>/keep-approved/", views.keep_approved, name="keep_approved"),
    path("stories/<uuid:story_id>/send-back/", views.send_back, name="send_back_story"),
    path("stories/<uuid:story_id>/change/", editing_views.retell, name="retell_story"),
    path("stories/<uuid:story_id>/date/", editing_views.read_date, name="read_date"),
    path("stories/<uuid:story_id>/merge/", editing_views.merge, name="merge_story"),
    path("stories/<uuid:story_id>/split/", editing_views.split, name="split_story"),
    path("stories/<uuid:story_id>/move/", editing_views.move, name="move_story"),
    path("stories/<uuid:story_id>/undo/", editing_views.undo, name="undo_story"),
    path("mentions/<int:mention_id>/", editing_views.mention, name="mention"),
]
