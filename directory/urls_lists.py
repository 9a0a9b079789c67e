from django.urls import path

from .views import lists

urlpatterns = [
    path("desk/imports/", lists.list_imports, name="list_imports"),
    path("desk/imports/<int:pk>/", lists.list_import, name="list_import"),
    path("desk/imports/<int:pk>/report.csv", lists.list_report, name="list_report"),
    path("desk/imports/<int:pk>/import/", lists.list_keep, name="list_keep"),
    path("desk/imports/<int:pk>/roll-back/", lists.list_take_back, name="list_take_back"),
    path("desk/imports/<int:pk>/lines/<int:number>/", lists.list_line, name="list_line"),
    path("desk/imports/<int:pk>/lines/<int:number>/leave-out/", lists.list_leave_out, name="list_leave_out"),
]
