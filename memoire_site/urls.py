"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from families.staff_views import view_on_site

urlpatterns = [
    path("admin/r/<int:content_type_id>/<str:object_id>/", view_on_site, name="view_on_site"),  # before Django's own
    path("admin/", admin.site.urls),
    path("api/v1/", include("memoire_site.api")),
    path("", include("families.urls")),
    path("", include("audio.urls")),
    path("", include("transcripts.urls")),
    path("", include("stories.urls")),
    path("", include("books.urls")),
]
