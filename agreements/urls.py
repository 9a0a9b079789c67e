from django.urls import include, path

urlpatterns = [
    path("", include("agreements.urls_desk")),
    path("", include("agreements.urls_handin")),
    path("", include("agreements.urls_questions")),
    path("", include("agreements.urls_register")),
]
