"""Addresses of words."""

from django.urls import path

from transcripts.runs import views as hearing_views
from transcripts.speakers import views as speaker_views
from transcripts.words import family_word_views, views

urlpatterns = [
    path("segments/<uuid:segment_id>/", views.segment, name="segment"),
    path("segments/<uuid:segment_id>/right/", views.right, name="segment_right"),
    path("segments/<uuid:segment_id>/as-heard/", views.as_heard_again, name="segment_as_heard"),
    path("segments/<uuid:segment_id>/own-word/", views.own_word, name="segment_own_word"),
    path("people/<uuid:person_id>/listen/", family_word_views.listen_for, name="listen_for"),
    path("families/<uuid:family_id>/words/", family_word_views.family_words, name="family_words"),
    path("family-words/<uuid:word_id>/", family_word_views.family_word, name="family_word"),
    path("recordings/<uuid:recording_id>/words.<str:form>", views.words, name="words"),
    path("recordings/<uuid:recording_id>/hearings/", hearing_views.page, name="hearings"),
    path("recordings/<uuid:recording_id>/hear-again/", hearing_views.hear_again, name="hear_again"),
    path("recordings/<uuid:recording_id>/voices/", speaker_views.page, name="voices"),
    path("recordings/<uuid:recording_id>/voices/tell/", speaker_views.diarise, name="diarise"),
    path("recordings/<uuid:recording_id>/voices/<str:label>/", speaker_views.who, name="voice_is"),
    path("recordings/<uuid:recording_id>/voices/<str:label>/join/", speaker_views.join, name="join_voices"),
    path("recordings/<uuid:recording_id>/voices/<str:label>/role/", speaker_views.does, name="voice_does"),
    path("segments/<uuid:segment_id>/another-voice/", speaker_views.another, name="another_voice"),
    path("hearings/<uuid:hearing_id>/try-again/", hearing_views.try_again, name="try_hearing_again"),
    path("hearings/<uuid:hearing_id>/lines/<uuid:segment_id>/", hearing_views.choose, name="choose_words"),
    path("hearings/<uuid:hearing_id>/<slug:verdict>/", hearing_views.decide, name="decide_hearing"),
]
