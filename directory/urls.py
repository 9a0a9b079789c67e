from django.urls import include, path

from .views import communities

urlpatterns = [
    path("", include("directory.urls_people")),
    path("directory/", communities.directory, name="directory"),
    path("communities/<slug:slug>/", communities.community_detail, name="community_detail"),
]
