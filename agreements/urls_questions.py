from django.urls import path

from .views import questions

urlpatterns = [
    path("workspace/questions/", questions.question_list, name="question_list"),
    path("workspace/questions/new/", questions.question_new, name="question_new"),
    path("workspace/questions/look/", questions.look_new, name="look_new"),
    path("workspace/questions/<int:pk>/", questions.question_detail, name="question_detail"),
    path("workspace/questions/files/<int:pk>/", questions.question_file, name="question_file"),
    path("desk/questions/<int:pk>/", questions.question_answer, name="question_answer"),
]
