"""Families and people, for staff."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from families.accounts.guessing import forgive, wrong_passwords
from families.accounts.sign_ins import count_tokens, end_all_sign_ins
from families.editing.forms import VersionedAdmin, VersionedUserForm
from families.editing.refusals import telling_refusals
from families.models import Family, Membership, Person, User
from families.removable import Removable
from families.removal import remove, take_back
from families.text.letters import folded


class TakesAllAlong(VersionedAdmin, admin.ModelAdmin):
    """Rows that nobody may delete one by one, such as steps and corrections, still go with the whole that they belong to."""

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        found, counts, _, protected = super().get_deleted_objects(objs, request)
        return found, counts, set(), protected


class StandingOnly(VersionedAdmin, admin.ModelAdmin):
    """Rows that vanish with the recording that they hang on."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.standing()
        return found


class FoundByFold(admin.ModelAdmin):
    """Searched by names, however they are written."""

    search_fields = ["folded"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return super().get_search_results(request, queryset, folded(search_term))


class RemovedFilter(admin.SimpleListFilter):
    """What stands, unless somebody asks for what was removed."""

    title = "removed"
    parameter_name = "removed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Recently removed")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "What is there"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.exclude(removed_at=None) if self.value() == "yes" else queryset.filter(removed_at=None)


class HiddenFirst(TakesAllAlong):
    """What staff delete is hidden for some days, and can be taken back; nothing is erased by hand."""

    actions = ["take_them_back"]
    delete_confirmation_template = "admin/hide_confirmation.html"
    delete_selected_confirmation_template = "admin/hide_selected_confirmation.html"

    def delete_model(self, request: HttpRequest, obj: Removable) -> None:
        remove(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            remove(row, by=request.user)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, f"“{obj_display}” is removed. Under “Recently removed” it can be taken back.")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    @admin.action(description="Take back what was removed", permissions=["change"])
    def take_them_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.exclude(removed_at=None):
            with telling_refusals(request):
                take_back(row)
                messages.success(request, f"“{row}” is back.")

    @admin.display(description="Removed")
    def how_removed(self, row: Removable) -> str:
        if not (row.removed_at and row.erased_at):
            return "–"
        return f"{localtime(row.removed_at):%-d %B %Y}, erased after {localtime(row.erased_at):%-d %B %Y}"


class MembershipInline(VersionedAdmin, admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(User)
class UserAdmin(TakesAllAlong, DjangoUserAdmin):
    """Whoever is deleted goes with what they have begun to send; recordings stay with the family."""

    form = VersionedUserForm
    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    filter_horizontal = ["user_permissions"]
    search_fields = ["email", "name"]
    readonly_fields = ["lately_wrong", "programs", "last_login"]
    actions = ["let_try_again", "end_sign_ins"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "user_permissions"]}),
        ("Signing in", {"fields": ["last_login", "lately_wrong", "programs"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]

    @admin.display(description="Wrong passwords")
    def lately_wrong(self, user: User) -> str:
        return f"{wrong_passwords(user).count()} in the last hour"

    @admin.display(description="Programs that can use Memoire as them")
    def programs(self, user: User) -> str:
        number = count_tokens(user)
        return "1 program" if number == 1 else f"{number or 'no'} programs"

    @admin.action(description="Forget wrong passwords, so that they can try again", permissions=["change"])
    def let_try_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        forgotten = sum(forgive(user) for user in queryset)
        messages.success(request, f"Wrong passwords forgotten: {forgotten}. They can try again now.")

    @admin.action(description="Sign out everywhere, programs too", permissions=["change"])
    def end_sign_ins(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            end_all_sign_ins(user)
        messages.success(request, "They are signed in nowhere any more.")


@admin.register(Family)
class FamilyAdmin(HiddenFirst):
    list_display = ["name", "language", "created_at", "how_removed"]
    list_filter = [RemovedFilter]
    search_fields = ["name"]
    fields = ["name", "language", "people", "how_removed"]
    readonly_fields = ["people", "how_removed"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        count = Count("people", filter=Q(people__removed_at=None))
        found: QuerySet[Any] = super().get_queryset(request).annotate(people_count=count)
        return found

    @admin.display(description="People")
    def people(self, family: Any) -> str:
        """A family of hundreds would be too much for one form."""
        if family.pk is None or not hasattr(family, "people_count"):
            return "–"
        address = f"{reverse('admin:families_person_changelist')}?family__id__exact={family.pk}"
        one = "1 person" if family.people_count == 1 else f"{family.people_count} people"
        return format_html('<a href="{}">{}</a>', address, one)


@admin.register(Person)
class PersonAdmin(FoundByFold, HiddenFirst):
    list_display = ["name", "born", "family", "how_removed"]
    list_filter = [RemovedFilter, "family"]
    list_select_related = ["family"]
    fields = ["family", "name", "born", "how_removed"]
    readonly_fields = ["how_removed"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody moves from one family to another: their stories would not come along."""
        return ["how_removed", "family"] if obj else ["how_removed"]
