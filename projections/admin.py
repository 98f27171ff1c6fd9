"""Staff see what waits, what is stuck and why, and can try again or copy everything anew."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from projections import health, registry
from projections.entries import Drainer, Entry, EntryQuerySet
from projections.outbox import ring, try_again
from projections.rebuilding import rebuild


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that the program writes; people only look, and use the actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Who may ask for work: those who may change such rows, though nobody changes one by hand."""
        return bool(request.user.has_perm(f"projections.change_{self.opts.model_name}"))


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["projection", "key", "created_at", "attempts", "set_aside_at", "reason"]
    list_filter = ["projection", ("set_aside_at", admin.EmptyFieldListFilter)]
    search_fields = ["key"]
    actions = ["try_again"]

    @admin.action(description="Try again now", permissions=["work"])
    def try_again(self, request: HttpRequest, entries: EntryQuerySet) -> None:
        self.message_user(request, f"{try_again(entries)} entries will be tried again.")


@admin.register(Drainer)
class DrainerAdmin(ReadOnlyAdmin):
    list_display = ["projection", "waiting", "oldest", "stuck", "drained_at", "looked_at", "rebuilding", "reason"]
    list_display_links = None
    actions = ["try_again", "rebuild"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Also those that nobody has copied anything to yet."""
        for projection in registry.configured():
            Drainer.objects.get_or_create(projection=projection.name)
        return super().changelist_view(request, extra_context)

    @admin.display(description="waiting")
    def waiting(self, drainer: Drainer) -> int:
        return lag_of(drainer).waiting

    @admin.display(description="oldest")
    def oldest(self, drainer: Drainer) -> str:
        lag = lag_of(drainer)
        return f"{lag.oldest_seconds:.0f} s" if lag.waiting else "–"

    @admin.display(description="needing a person")
    def stuck(self, drainer: Drainer) -> str:
        address = f"{reverse('admin:projections_entry_changelist')}?projection={drainer}&set_aside_at__isempty=0"
        number = lag_of(drainer).set_aside
        return format_html('<a href="{}">{}</a>', address, number) if number else "–"

    @admin.display(description="rebuild")
    def rebuilding(self, drainer: Drainer) -> str:
        return f"{drainer.get_stage_display()}, {drainer.announced} so far" if drainer.stage else "–"

    @admin.action(description="Try again what needs a person", permissions=["work"])
    def try_again(self, request: HttpRequest, drainers: QuerySet[Drainer]) -> None:
        stuck = Entry.objects.filter(projection__in=drainers.values("projection")).exclude(set_aside_at=None)
        Drainer.objects.filter(pk__in=drainers.values("pk")).update(not_before=None)
        self.message_user(request, f"{try_again(stuck)} entries will be tried again.")

    @admin.action(description="Copy every row again", permissions=["work"])
    def rebuild(self, request: HttpRequest, drainers: QuerySet[Drainer]) -> None:
        for drainer in drainers:
            try:
                rebuild(registry.named(drainer.projection))
            except KeyError:
                self.message_user(request, f"{drainer}: nothing is copied under this name any more.", messages.ERROR)
            else:
                ring(drainer.projection)
                self.message_user(request, f"{drainer}: every row will be copied again.")


def lag_of(drainer: Drainer) -> health.Lag:
    return health.lag().get(drainer.projection, health.NONE)
