from django.urls import include, path

from sistercities.common.exports import export_paths

from .views import advisories, communities

urlpatterns = [
    path("", include("directory.urls_people")),
    path("directory/", communities.directory, name="directory"),
    *export_paths("directory", communities.directory_export, "directory"),
    path("directory/suggestions/", communities.directory_suggestions, name="directory_suggestions"),
    path("", include("directory.urls_lists")),
    path("desk/laws/", advisories.advisory_list, name="advisory_list"),
    path("desk/laws/new/", advisories.advisory_new, name="advisory_new"),
    path("desk/laws/<int:pk>/", advisories.advisory_edit, name="advisory_edit"),
    path("communities/<slug:slug>/", communities.community_detail, name="community_detail"),
]
