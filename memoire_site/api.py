"""The addresses of the API, version 1."""

from django.urls import include, path
from django.views.generic import TemplateView
from rest_framework.routers import DefaultRouter

from audio.api import AudioViewSet
from audio.uploads.api import UploadViewSet
from books.api import BookViewSet
from families.accounts.api import Login, Logout
from families.accounts.tokens_api import GivenTokenViewSet
from families.people_api import PersonViewSet
from families.prompts_api import PromptViewSet
from memoire_site import description, health
from stories.api import StoryViewSet
from stories.editing.api import MentionViewSet
from stories.places.api import PlaceViewSet
from stories.questions.api import QuestionViewSet
from stories.twice_told.api import TwiceToldViewSet
from transcripts.api import SegmentViewSet, TranscriptViewSet
from transcripts.runs.api import HearingViewSet
from transcripts.speakers.api import SpeakerViewSet
from transcripts.words.api import FamilyWordViewSet


class Router(DefaultRouter):
    """Addresses with the slash at their end left to the caller: the fixed contracts are written without."""

    include_root_view = False
    include_format_suffixes = False

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = Router()
router.register("audio", AudioViewSet, "audio")
router.register("uploads", UploadViewSet, "upload")
router.register("prompts", PromptViewSet, "prompt-api")
router.register("people", PersonViewSet, "person-api")
router.register("words", FamilyWordViewSet, "word-api")
router.register("transcripts", TranscriptViewSet, "transcript-api")
router.register("segments", SegmentViewSet, "segment-api")
router.register("hearings", HearingViewSet, "hearing-api")
router.register("speakers", SpeakerViewSet, "speaker-api")
router.register("stories", StoryViewSet, "story-api")
router.register("places", PlaceViewSet, "place-api")
router.register("mentions", MentionViewSet, "mention-api")
router.register("questions", QuestionViewSet, "question-api")
router.register("twice-told", TwiceToldViewSet, "twice-told-api")
router.register("auth/tokens", GivenTokenViewSet, "token-api")
router.register("books", BookViewSet, "book-api")

urlpatterns = [
    path("auth/login", Login.as_view(), name="api_login"),
    path("auth/logout", Logout.as_view(), name="api_logout"),
    path("health/", health.components, name="health"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("schema", description.schema, name="schema"),
    path("docs", TemplateView.as_view(template_name="memoire_site/docs.html"), name="docs"),
    path("graph/", include("stories.graph.api")),
    path("", include(router.urls)),
]
