from django.urls import path

from sistercities.common.exports import export_paths

from .views import earlier, lists, public, side_letters, statements, workspace

urlpatterns = [
    *export_paths("partnerships", public.partnership_export, "partnership"),
    path("partnerships/", public.partnership_list, name="partnership_list"),
    path("partnerships/<slug:slug>/", public.partnership_detail, name="partnership_detail"),
    path("workspace/", workspace.workspace_home, name="workspace"),
    path("workspace/partnerships/<slug:slug>/state/", statements.partnership_state, name="partnership_state"),
    path("workspace/partnerships/<slug:slug>/", workspace.workspace_partnership, name="workspace_partnership"),
    path("desk/imports/partnerships/", lists.partnership_import, name="partnership_import"),
    path("desk/earlier/", earlier.earlier_list, name="earlier_list"),
    path("desk/earlier/enter/", earlier.earlier_enter, name="earlier_enter"),
    path("desk/earlier/<int:pk>/", earlier.earlier_confirm, name="earlier_confirm"),
    path("desk/earlier/<int:pk>/not-so/", earlier.earlier_remove, name="earlier_remove"),
    path("desk/sides/<int:pk>/", side_letters.side_tell, name="side_tell"),
]
