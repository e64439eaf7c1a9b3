"""Addresses of ESG purchasing, under ``/esg/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from purchasing.esg.views import code, gate, terms

app_name = "esg"
urlpatterns: list[URLPattern] = []

# The code of conduct, entry qualifications, terms ---------------------------------------------------------------------
ENTRY = "entries/<str:number>/"
urlpatterns += [
    path("code/", code.code_detail, name="code-detail"),
    path("code/consent/", code.code_consent, name="code-consent"),
    path("code/consents/", code.code_consents, name="code-consents"),
    path("code/consents/<uuid:uid>/decide/", code.consent_decide, name="consent-decide"),
    path("code/consents/<uuid:uid>/certificate.pdf", code.consent_certificate, name="consent-certificate"),
    path("code/new/", code.code_create, name="code-create"),
    path("code/version/<str:version>/", code.code_detail, name="code-version"),
    path("code/version/<str:version>/edit/", code.code_edit, name="code-edit"),
    path("code/version/<str:version>/publish/", code.code_publish, name="code-publish"),
    path("entries/", gate.entry_list, name="entry-list"),
    path("entries/new/", gate.entry_create, name="entry-create"),
    path(ENTRY, gate.entry_detail, name="entry-detail"),
    path(ENTRY + "save/", gate.entry_save, name="entry-save"),
    path(ENTRY + "withdraw/", gate.entry_withdraw, name="entry-withdraw"),
    path(ENTRY + "take/", gate.entry_take, name="entry-take"),
    path(ENTRY + "judge/", gate.entry_judge, name="entry-judge"),
    path(ENTRY + "ask/", gate.entry_ask, name="entry-ask"),
    path(ENTRY + "reply/", gate.entry_reply, name="entry-reply"),
    path(ENTRY + "decide/", gate.entry_decide, name="entry-decide"),
    path(ENTRY + "fulfil/", gate.entry_fulfil, name="entry-fulfil"),
    path(ENTRY + "letter.pdf", gate.entry_letter, name="entry-letter"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
]
