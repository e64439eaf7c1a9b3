"""API doors that everybody may knock at: token, revocation, time."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from oauth2_provider.views import RevokeTokenView, TokenView
from rest_framework import serializers
from rest_framework.response import Response

from portal.api.doors import ApiView
from portal.api.problems import CONTENT_TYPE, document, problem
from portal.clock import SEOUL, db_now
from portal.http import public, writes
from portal.partners import queries
from portal.throttles import client_ip, knock

FORM = "application/x-www-form-urlencoded"


class TimeOut(serializers.Serializer):
    utc = serializers.CharField(help_text="The database's clock in UTC, with microseconds")
    kst = serializers.CharField(help_text="The same moment in Korea")


class TimeView(ApiView):
    """The clock that decides deadlines: the database's. Compare yours with it."""

    public_reads = True
    authentication_classes: list = []

    @extend_schema(operation_id="time", summary="The portal's clock", responses=TimeOut)
    def get(self, request) -> Response:
        """The same moment twice: UTC and Korea, RFC 3339 with microseconds."""
        now = db_now()
        body = {
            "utc": now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "kst": now.astimezone(SEOUL).isoformat(timespec="microseconds"),
        }
        return Response(body, headers={"Cache-Control": "no-store"})


def _client_id(request: HttpRequest) -> str:
    """Who says they are asking, for counting only."""
    kind, _space, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            return b64decode(credentials).partition(b":")[0].decode("latin-1")
        except NotBase64:
            return ""
    return request.POST.get("client_id", "")


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """OAuth's own error (RFC 6749) inside a problem, so that both kinds of reader find what they look for."""
    response["Cache-Control"] = "no-store"
    if response.status_code < 400:
        return response
    told = json.loads(response.content or b"{}")
    body = document(request, response.status_code, detail=told.get("error_description", ""), code=told.get("error", ""))
    if told.get("error") == "invalid_client":
        body["detail"] = _("The client is not known here, its secret is wrong, or it has been revoked.")
    response.content = json.dumps(body | told, ensure_ascii=False)
    response["Content-Type"] = CONTENT_TYPE
    return response


def _counted(request: HttpRequest) -> HttpResponse | None:
    """A secret costs a slow hash to check: count first, per client and per address (security 8)."""
    if request.content_type != FORM:
        return problem(request, 415, detail=_("Send the request as a form: application/x-www-form-urlencoded."))
    wait = max(knock("token-address", client_ip(request)), knock("token", _client_id(request)))
    if wait:
        response = problem(request, 429)
        response["Retry-After"] = str(wait)
        return response
    return None


@public
@csrf_exempt
@writes
def token(request: HttpRequest) -> HttpResponse:
    """An access token for 15 minutes against client id and secret (OAuth2 client credentials)."""
    request.api_client = queries.known_client(_client_id(request))  # type: ignore[attr-defined]  # for the log
    return _counted(request) or _answer(request, TokenView.as_view()(request))


@public
@csrf_exempt
@writes
def token_revoke(request: HttpRequest) -> HttpResponse:
    """Give a token back before its time (RFC 7009)."""
    return _counted(request) or _answer(request, RevokeTokenView.as_view()(request))
