from django.urls import path

from .views import mails, post, queue, staff, staff_person

urlpatterns = [
    path("desk/", queue.desk_queue, name="desk_queue"),
    path("desk/tasks/<int:pk>/claim/", queue.task_claim, name="task_claim"),
    path("desk/tasks/<int:pk>/take-over/", queue.task_take_over, name="task_take_over"),
    path("desk/tasks/<int:pk>/release/", queue.task_release, name="task_release"),
    path("desk/tasks/<int:pk>/defer/", queue.task_defer, name="task_defer"),
    path("desk/staff/", staff.staff_list, name="staff_list"),
    path("desk/staff/me/", staff_person.staff_own, name="staff_own"),
    path("desk/staff/<int:pk>/", staff_person.staff_detail, name="staff_detail"),
    path("desk/staff/<int:pk>/leave/", staff_person.staff_leave, name="staff_leave"),
    path("desk/staff/<int:pk>/second-step/", staff_person.second_step_ask, name="second_step_ask"),
    path("desk/staff/second-step/<int:pk>/confirm/", staff_person.second_step_confirm, name="second_step_confirm"),
    path("desk/staff/second-step/<int:pk>/close/", staff_person.second_step_close, name="second_step_close"),
    path("desk/staff/away/<int:pk>/end/", staff_person.absence_end, name="absence_end"),
    path("desk/staff/rights/<int:pk>/end/", staff.recording_end, name="recording_end"),
    path("desk/mail/", mails.mail_log, name="mail_log"),
    path("desk/mail/<int:pk>/", mails.mail_detail, name="mail_detail"),
    path("desk/mail/<int:pk>/html/", mails.mail_html, name="mail_html"),
    path("desk/post/", post.desk_post, name="desk_post"),
    path("desk/post/make/", post.post_make, name="post_make"),
    path("desk/post/<int:pk>/", post.batch_detail, name="post_batch"),
    path("desk/post/<int:pk>/letters.pdf", post.batch_pdf, name="post_batch_pdf"),
    path("desk/post/<int:pk>/posted/", post.batch_posted, name="post_batch_posted"),
    path("desk/post/<int:pk>/apart/", post.batch_apart, name="post_batch_apart"),
    path("desk/post/<int:pk>/retry/", post.batch_retry, name="post_batch_retry"),
    path("demo/mail/", mails.demo_mail_log, name="demo_mail_log"),
    path("demo/mail/<int:pk>/", mails.demo_mail_detail, name="demo_mail_detail"),
    path("demo/mail/<int:pk>/html/", mails.demo_mail_html, name="demo_mail_html"),
]
