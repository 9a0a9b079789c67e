from django.urls import path

from sistercities.common.exports import export_paths

from .views import register, verify

urlpatterns = [
    path("registry/", register.registry, name="registry"),
    *export_paths("registry", register.registry_export, "registry"),
    path("registry/head.json", register.registry_head, name="registry_head"),
    path("registry/<str:number>/", register.registry_entry, name="registry_entry"),
    path("registry/<str:number>/agreement.pdf", register.registry_pdf, name="registry_pdf"),
    path("registry/<str:number>/entry.json", register.registry_entry_json, name="registry_entry_json"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]
