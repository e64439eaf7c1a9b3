"""Addresses of the register, the certificates and the mark, under ``/innovilt/``."""

from django.urls import path

from sharedgrowth.innovilt.views import acts, marks, misuses, register

urlpatterns = [
    path("", register.register_list, name="register"),
    path("certificates/<str:number>/", register.certificate_detail, name="certificate-detail"),
    path("certificates/<str:number>/paper/<str:language>/", register.certificate_paper, name="certificate-paper"),
    path("certificates/<str:number>/credential/", register.certificate_credential, name="credential-latest"),
    path("certificates/<str:number>/credential/<int:issue>/", register.certificate_credential, name="credential"),
    path("certificates/<str:number>/badge/", register.certificate_badge, name="badge-latest"),
    path("certificates/<str:number>/badge/<int:issue>/", register.certificate_badge, name="badge"),
    path("certificates/<str:number>/acts/<str:kind>/", acts.act_propose, name="act-propose"),
    path("certificates/<str:number>/mark/", marks.mark_request, name="mark-request"),
    path("status/<str:purpose>/<int:list_no>/", register.status_list, name="status-list"),
    path("acts/<uuid:uid>/carry-out/", acts.act_carry_out, name="act-carry-out"),
    path("acts/<uuid:uid>/refuse/", acts.act_refuse, name="act-refuse"),
    path("marks/", marks.mark_list, name="mark-list"),
    path("marks/misuses/report/", misuses.misuse_report, name="misuse-report"),
    path("marks/misuses/<str:number>/", misuses.misuse_detail, name="misuse-detail"),
    path("marks/misuses/<str:number>/paper/<str:language>/", misuses.misuse_paper, name="misuse-paper"),
    path("marks/misuses/<str:number>/letter/", misuses.misuse_letter, name="misuse-letter"),
    path("marks/misuses/<str:number>/answer/", misuses.misuse_answer, name="misuse-answer"),
    path("marks/misuses/<str:number>/close/", misuses.misuse_close, name="misuse-close"),
    path("marks/misuses/<str:number>/dismiss/", misuses.misuse_dismiss, name="misuse-dismiss"),
    path("marks/misuses/<str:number>/escalate/", misuses.misuse_escalate, name="misuse-escalate"),
    path("marks/<str:number>/", marks.mark_detail, name="mark-detail"),
    path("marks/<str:number>/again/", marks.mark_again, name="mark-again"),
    path("marks/<str:number>/approve/", marks.mark_approve, name="mark-approve"),
    path("marks/<str:number>/return/", marks.mark_return, name="mark-return"),
    path("marks/<str:number>/refuse/", marks.mark_refuse, name="mark-refuse"),
    path("marks/<str:number>/revoke/", marks.mark_revoke, name="mark-revoke"),
    path("marks/<str:number>/end/", marks.mark_end, name="mark-end"),
]
