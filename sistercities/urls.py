"""Every address of the portal. Closed unless a view says `@login_not_required`."""

from django.urls import include, path, re_path

from sistercities.common.admin_site import site as admin_site
from sistercities.pages import views as pages

handler500 = "sistercities.pages.views.errors.broken"
urlpatterns = [
    path("", include("sistercities.pages.urls")),
    path("", include("directory.urls")),
    path("", include("partnerships.urls")),
    path("", include("agreements.urls")),
    path("", include("sistercities.desk.urls")),
    path("accounts/", include("sistercities.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin_site.urls),
    # Closed addresses that do not exist ask strangers to sign in like those that do.
    re_path(r"^(workspace|desk|admin)/", pages.closed_and_missing),
]
