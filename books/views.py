"""The book's page and its file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from books import pdf as pdf_of
from books.build_leases import BeingMade
from books.editions import NothingToPrint, current
from books.family_book import book_of
from books.forms import BookForm
from books.manuscript import dated, manuscript
from books.models import Book
from books.pdf import TypesettingError
from families.access import find, find_family, keeper_only
from families.http import AuthenticatedHttpRequest
from families.text.field_labels import asks
from stories.editing import fingerprints, since_approval
from stories.models import Story


@login_required
@require_safe
def family_book(request: AuthenticatedHttpRequest, family_id: UUID) -> HttpResponse:
    return redirect(book_of(find_family(request, family_id)))


@login_required
@require_safe
def book(request: AuthenticatedHttpRequest, book_id: UUID) -> HttpResponse:
    return shown(request, find(request, Book.objects.select_related("family"), book_id))


def shown(
    request: AuthenticatedHttpRequest, found: Book, problem: str = "", form: BookForm | None = None
) -> HttpResponse:
    own = Story.objects.for_family(found.family).with_date_doubts()
    rows = own.select_related("recording", "narrator", "approved_words").in_time_order()
    stories = list(rows.told())
    chapters = [story for story in stories if story.state == Story.State.APPROVED]
    context = {
        "book": found,
        "chapters": chapters,
        "changed": fingerprints.with_fingerprints(since_approval.awaiting(chapters)),
        "waiting": [story for story in stories if story.state != Story.State.APPROVED],
        "form": form or BookForm(instance=found),
        "problem": problem,
        "left_out": left_out(found, chapters),
    }
    status = 409 if problem or (form and form.is_clash) else 400 if form else 200
    return render(request, "books/book.html", context, status=status)


def left_out(found: Book, chapters: list[Story]) -> list[str]:
    """What the book's fonts cannot draw; nothing where it cannot be made at all, which its file says."""
    try:
        return pdf_of.left_out(dated(manuscript(found, chapters), timezone.localdate()))
    except TypesettingError:
        return []


@asks(BookForm)
@login_required
@require_POST
def change(request: AuthenticatedHttpRequest, book_id: UUID) -> HttpResponse:
    found = find(request, Book.objects.select_related("family"), book_id)
    keeper_only(request, found.family)
    with transaction.atomic():
        form = BookForm(request.POST, instance=found)
        if form.is_valid():
            form.save()
            return redirect(found)
    return shown(request, Book.objects.get(pk=book_id), form=form)


@login_required
@require_safe
def pdf(request: AuthenticatedHttpRequest, book_id: UUID) -> HttpResponseBase:
    found = find(request, Book.objects.select_related("family"), book_id)
    try:
        return printed(found)
    except (NothingToPrint, TypesettingError) as error:
        return shown(request, found, str(error))
    except BeingMade as error:
        response = shown(request, found, str(error))
        response.status_code, response["Retry-After"] = 503, str(error.retry_seconds)
        return response


def printed(found: Book) -> FileResponse:
    """The book as it stands now, as a file to keep."""
    edition = current(found)
    name = f"{slugify(found.title) or 'book'}.pdf"
    return FileResponse(edition.pdf.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
