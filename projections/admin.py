"""Staff see what waits, what is stuck and why, and can try again or copy everything anew."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from projections import drain, health, registry
from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.outbox import ring


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
    def try_again(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        names = set(entries.values_list("projection", flat=True))
        number = entries.update(set_aside_at=None, not_before=timezone.now(), attempts=0)
        for name in names:
            ring(name)
        self.message_user(request, f"{number} entries will be tried again.")


@admin.register(Drainer)
class DrainerAdmin(ReadOnlyAdmin):
    list_display = ["projection", "waiting", "oldest", "stuck", "drained_at", "reason"]
    actions = ["rebuild"]

    @admin.display(description="waiting")
    def waiting(self, drainer: Drainer) -> int:
        return Entry.objects.of(drainer.projection).waiting().count()

    @admin.display(description="oldest")
    def oldest(self, drainer: Drainer) -> str:
        lag = health.lag().get(drainer.projection)
        return f"{lag.oldest_seconds:.0f} s" if lag and lag.waiting else "–"

    @admin.display(description="needing a person")
    def stuck(self, drainer: Drainer) -> int:
        return Entry.objects.of(drainer.projection).exclude(set_aside_at=None).count()

    @admin.action(description="Copy every row again", permissions=["work"])
    def rebuild(self, request: HttpRequest, drainers: QuerySet[Drainer]) -> None:
        for drainer in drainers:
            try:
                number = drain.rebuild(registry.named(drainer.projection))
            except (KeyError, StoreError) as error:
                self.message_user(request, f"{drainer}: {error}", messages.ERROR)
            else:
                ring(drainer.projection)
                self.message_user(request, f"{drainer}: {number} rows will be copied again.")
