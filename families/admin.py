"""Families and people, for staff."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from families.models import Family, Membership, Person, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


class PersonInline(admin.TabularInline):
    model = Person
    extra = 0
    fields = ["name", "born"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "is_active", "last_login"]
    search_fields = ["email", "name"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]})]


@admin.register(Family)
class FamilyAdmin(admin.ModelAdmin):
    list_display = ["name", "language", "created_at"]
    search_fields = ["name"]
    inlines = [MembershipInline, PersonInline]
