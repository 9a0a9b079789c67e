from django.conf import settings
from django.urls import path

from sistercities.association import views as association

from .styleguide import styleguide
from .views import machines, public, sheets

EDITED_PAGES = {
    "how-it-works": "how_it_works",
    "faq": "faq",
    "how-a-record-is-protected": "how_a_record_is_protected",
    "cities-seeking-cities": "cities_seeking_cities",
    "resources": "resources",
    "join": "join",
}

urlpatterns = [
    path("", public.home, name="home"),
    path("statistics/", public.statistics, name="statistics"),
    *(path(f"{slug}/", public.edited_page, {"slug": slug}, name=name) for slug, name in EDITED_PAGES.items()),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap_section"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("desk/sheets/", sheets.sheet_list, name="sheet_list"),
    path("workspace/sheets/<slug:name>/", sheets.sheet, name="sheet"),
    path("workspace/sheets/<slug:name>/<int:pk>/", sheets.sheet_filled, name="sheet_filled"),
    path("desk/pages/", association.page_list, name="desk_pages"),
    path("desk/pages/<slug:slug>/", association.page_edit, name="desk_page_edit"),
    path("desk/pages/<slug:slug>/texts/", association.page_history, name="desk_page_history"),
    path("desk/association/", association.association_edit, name="desk_association"),
    path("desk/policy/", association.policy_edit, name="desk_policy"),
]
if settings.DEBUG or settings.IS_DEMO or settings.IS_TEST:
    urlpatterns += [
        path("styleguide/", styleguide, name="styleguide"),
        path("styleguide/<slug:name>/", styleguide, name="styleguide_page"),
    ]
