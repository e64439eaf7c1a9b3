from django.urls import path

from portal.api import docs
from portal.partners.api import client, tokens

urlpatterns = [
    path("time", tokens.TimeView.as_view(), name="time"),
    path("oauth/token", tokens.token, name="oauth-token"),
    path("oauth/revoke", tokens.token_revoke, name="oauth-revoke"),
    path("client/", client.ClientView.as_view(), name="client"),
    path("request-log/", client.ApiRequestLister.as_view({"get": "list"}), name="request-log"),
    path("openapi.json", docs.schema, name="openapi"),
    path("docs/", docs.docs, name="docs"),
]
