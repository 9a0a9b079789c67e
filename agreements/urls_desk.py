from django.urls import path

from .views import desk_authority, desk_certificates, desk_correct, desk_record, desk_review, handin_arrange

urlpatterns = [
    path("desk/handins/<int:pk>/", desk_review.handin_review, name="handin_review"),
    path("desk/handins/<int:pk>/pass/", desk_review.handin_pass, name="handin_pass"),
    path("desk/handins/<int:pk>/return/", desk_review.handin_return, name="handin_return"),
    path("desk/handins/<int:pk>/refuse/", desk_review.handin_refuse, name="handin_refuse"),
    path("desk/handins/<int:pk>/checks/<int:side>/<slug:check>/", desk_authority.handin_check, name="handin_check"),
    path("desk/handins/<int:pk>/laws/<int:advisory>/", desk_authority.handin_law_seen, name="handin_law_seen"),
    path("desk/handins/<int:pk>/arrival/", desk_correct.CorrectArrival.as_view(), name="handin_correct_arrival"),
    path(
        "desk/handins/<int:pk>/partnership/",
        desk_correct.CorrectPartnership.as_view(),
        name="handin_correct_partnership",
    ),
    path("desk/handins/<int:pk>/document/", desk_correct.CorrectDocument.as_view(), name="handin_correct_document"),
    path("desk/handins/<int:pk>/papers/<int:side>/", desk_correct.CorrectPaper.as_view(), name="handin_correct_paper"),
    path(
        "desk/handins/<int:pk>/signers/<int:side>/",
        desk_correct.CorrectSigners.as_view(),
        name="handin_correct_signers",
    ),
    path("desk/handins/<int:pk>/council/", desk_correct.CorrectCouncil.as_view(), name="handin_correct_council"),
    path("desk/handins/<int:pk>/text/", desk_correct.CorrectText.as_view(), name="handin_correct_text"),
    path("desk/handins/<int:pk>/files/", desk_correct.CorrectFiles.as_view(), name="handin_correct_files"),
    path("desk/handins/<int:pk>/files/order/", handin_arrange.handin_correct_arrange, name="handin_correct_arrange"),
    path("desk/handins/<int:pk>/files/<int:scan>/", desk_correct.CorrectFile.as_view(), name="handin_correct_file"),
    path("desk/handins/<int:pk>/record/", desk_record.handin_record, name="handin_record"),
    path("desk/handins/<int:pk>/record/preview.pdf", desk_record.handin_preview_pdf, name="handin_preview_pdf"),
    path(
        "desk/handins/<int:pk>/record/preview/<int:number>/",
        desk_record.handin_preview_page,
        name="handin_preview_page",
    ),
    path("desk/handins/<int:pk>/reviewer/", desk_record.handin_to_reviewer, name="handin_to_reviewer"),
    path("desk/handins/<int:pk>/recorded/", desk_record.handin_recorded, name="handin_recorded"),
    path("desk/certificates/", desk_certificates.desk_certificates, name="desk_certificates"),
    path("desk/certificates/<int:pk>/retry/", desk_certificates.certificate_retry, name="certificate_retry"),
]
