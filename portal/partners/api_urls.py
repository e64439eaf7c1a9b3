from django.urls import path

from portal.api import docs
from portal.partners import api

urlpatterns = [
    path("time", api.TimeView.as_view(), name="time"),
    path("oauth/token", api.token, name="oauth-token"),
    path("oauth/revoke", api.token_revoke, name="oauth-revoke"),
    path("openapi.json", docs.schema, name="openapi"),
    path("docs/", docs.docs, name="docs"),
]
