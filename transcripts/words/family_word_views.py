"""The page of a family's own words."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_q.tasks import async_task

from families.access import find, find_family
from families.editing.refusals import catching_refusals, telling_refusals
from families.http import AuthenticatedHttpRequest
from families.models import Family, Person
from families.people import set_listened_for
from families.text.field_labels import asks
from transcripts.models import FamilyWord
from transcripts.words import glossary


@asks(
    text="A name or another word", sounds_like="What it sounds like, if it is not said as it is written", kind="It is"
)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def family_words(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    """The list; a word that is sent is added."""
    family = find_family(request, family_id)
    problem = ""
    if request.method == "POST":
        with catching_refusals() as refused:
            kept = keep_typed_word(request, family, request.POST.get("text", ""))
            messages.info(request, f"We listen for “{kept}” from now on, and look for it in what we heard before.")
            return redirect("family_words", family.pk)
        problem = refused.why
    told = {
        "in_use": family.words.in_use(),
        "proposed": family.words.filter(state=FamilyWord.State.PROPOSED),
        "people": family.people.standing(),
        "kinds": FamilyWord.Kind.choices,
        "problem": problem,
        "asked": request.POST,
    }
    return render(request, "transcripts/family_words.html", told, status=400 if problem else 200)


@login_required
@require_POST
def family_word(request: AuthenticatedHttpRequest, word_id: UUID) -> HttpResponse:
    """Keeps a word with what is sent, or lets it go."""
    word = find(request, FamilyWord.objects.select_related("family"), word_id)
    if "decline" in request.POST:
        glossary.decline(word)
        messages.info(request, f"We do not use “{word}” any more.")
    else:
        with telling_refusals(request):
            keep_typed_word(request, word.family, word.text, word)
            messages.info(request, f"We listen for “{word}” from now on, and look for it in what we heard before.")
    return redirect("family_words", word.family_id)


@login_required
@require_POST
def listen_for(request: AuthenticatedHttpRequest, person_id: UUID) -> HttpResponse:
    """Says whether the name of one of the family's people is listened for."""
    person = find(request, Person.objects.select_related("family"), person_id)
    set_listened_for(person, is_wanted="listen" in request.POST)
    said = "We listen for" if person.is_listened_for else "We do not listen any more for"
    messages.info(request, f"{said} “{person}”, in recordings that come from now on.")
    return redirect("family_words", person.family_id)


def keep_typed_word(
    request: AuthenticatedHttpRequest, family: Family, text: str, word: FamilyWord | None = None
) -> FamilyWord:
    kept = glossary.keep_word(
        family,
        text,
        kind=request.POST.get("kind"),
        sounds_like=request.POST.get("sounds_like", ""),
        read=word.version_read if word else request.POST.get("version"),
        by=request.user,
    )
    async_task("transcripts.tasks.use_words", str(family.pk), task_name="family words")
    return kept
