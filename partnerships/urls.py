from django.urls import path

from .views import public, workspace

urlpatterns = [
    path("partnerships/", public.partnership_list, name="partnership_list"),
    path("partnerships/<slug:slug>/", public.partnership_detail, name="partnership_detail"),
    path("workspace/", workspace.workspace_home, name="workspace"),
    path("workspace/partnerships/<slug:slug>/", workspace.workspace_partnership, name="workspace_partnership"),
]
