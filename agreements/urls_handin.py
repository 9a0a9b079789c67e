from django.urls import path

from .views import (
    handin_acts,
    handin_arrange,
    handin_files,
    handin_pair,
    handin_sides,
    handin_steps,
    handin_take,
    handins,
    public_copy,
)

urlpatterns = [
    path("workspace/handins/", handins.handin_list, name="handin_list"),
    path("workspace/handins/new/", handins.handin_start, name="handin_start"),
    path("desk/documents/arrived/", handins.handin_arrived, name="handin_arrived"),
    path("desk/documents/<int:pk>/take/", handin_take.handin_take, name="handin_take"),
    path("workspace/handins/<int:pk>/", handins.handin_detail, name="handin_detail"),
    path("workspace/handins/<int:pk>/arrival/", handin_steps.HandInArrival.as_view(), name="handin_arrival"),
    path(
        "workspace/handins/<int:pk>/partnership/", handin_sides.HandInPartnership.as_view(), name="handin_partnership"
    ),
    path("workspace/handins/<int:pk>/partnership/new/", handin_pair.HandInPair.as_view(), name="handin_pair"),
    path("workspace/handins/<int:pk>/act/", handin_acts.HandInAct.as_view(), name="handin_act"),
    path("workspace/handins/<int:pk>/terms/", handin_acts.HandInTerms.as_view(), name="handin_terms"),
    path("workspace/handins/<int:pk>/document/", handin_steps.HandInDocument.as_view(), name="handin_document"),
    path("workspace/handins/<int:pk>/papers/<int:side>/", handin_steps.HandInPaper.as_view(), name="handin_paper"),
    path("workspace/handins/<int:pk>/signers/<int:side>/", handin_sides.HandInSigners.as_view(), name="handin_signers"),
    path("workspace/handins/<int:pk>/council/", handin_sides.HandInCouncil.as_view(), name="handin_council"),
    path("workspace/handins/<int:pk>/files/", handin_files.HandInFiles.as_view(), name="handin_files"),
    path("workspace/handins/<int:pk>/files/order/", handin_arrange.handin_arrange, name="handin_arrange"),
    path("workspace/handins/<int:pk>/files/<int:scan>/", handin_files.handin_file, name="handin_file"),
    path("workspace/handins/<int:pk>/files/<int:scan>/copy/", public_copy.handin_copy, name="handin_copy"),
    path("workspace/handins/<int:pk>/text/", handin_steps.HandInText.as_view(), name="handin_text"),
    path("workspace/handins/<int:pk>/summary/", handin_steps.HandInSummary.as_view(), name="handin_summary"),
    path("workspace/handins/<int:pk>/handed-in/", handins.handin_done, name="handin_done"),
    path("workspace/handins/<int:pk>/withdraw/", handins.handin_withdraw, name="handin_withdraw"),
    path("files/<int:pk>/", handin_files.scan_file, name="scan_file"),
    path("files/<int:pk>/pages/<int:number>/", handin_files.scan_page, name="scan_page"),
    path("copies/<int:pk>/", handin_files.copy_file, name="copy_file"),
    path("copies/<int:pk>/pages/<int:number>/", handin_files.copy_page, name="copy_page"),
]
