"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from families.staff_views import view_on_site
from memoire_site.strays import Unknown

handler400 = "memoire_site.strays.bad_request"
handler403 = "memoire_site.strays.permission_denied"
handler404 = "memoire_site.strays.not_found"
handler500 = "memoire_site.strays.server_error"

urlpatterns = [
    path("admin/r/<int:content_type_id>/<str:object_id>/", view_on_site, name="view_on_site"),  # before Django's own
    path("admin/", admin.site.urls),
    path("api/v1/", include("memoire_site.api")),
    re_path("^api/", Unknown.as_view(), name="unknown"),
    path("", include("families.urls")),
    path("", include("audio.urls")),
    path("", include("transcripts.urls")),
    path("", include("stories.urls")),
    path("", include("books.urls")),
]
