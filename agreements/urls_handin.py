from django.urls import path

from .views import handins

urlpatterns = [
    path("workspace/handins/", handins.handin_list, name="handin_list"),
    path("workspace/handins/<int:pk>/", handins.handin_detail, name="handin_detail"),
]
