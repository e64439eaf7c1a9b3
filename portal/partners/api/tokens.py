"""API doors that everybody may knock at: token, revocation, time."""

import json
from base64 import b64decode
from datetime import UTC
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, JsonResponse
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
    tagged = False
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
    """Who says they are asking, read as the toolkit reads it (RFC 6749, 2.3.1): for counting only."""
    kind, _space, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return request.POST.get("client_id", "")
    try:
        return unquote_plus(b64decode(credentials).decode().partition(":")[0])
    except ValueError:
        return ""


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """OAuth's own error (RFC 6749) inside a problem, so that both kinds of reader find what they look for."""
    response["Cache-Control"] = "no-store"
    if response.status_code < 400:
        return response
    told = json.loads(response.content or b"{}")
    body = document(request, response.status_code, detail=told.get("error_description", ""), code=told.get("error", ""))
    if told.get("error") == "invalid_client":
        body["detail"] = _("The client is not known here, its secret is wrong, or it has been revoked.")
        if request.META.get("HTTP_AUTHORIZATION"):  # answered by the way that was tried (RFC 6749, section 5.2)
            response["WWW-Authenticate"] = 'Basic realm="together", charset="UTF-8"'
    response.content = json.dumps(body | told, ensure_ascii=False)
    response["Content-Type"] = CONTENT_TYPE
    return response


def _refused(request: HttpRequest, error: str, said: str, status: int = 400) -> HttpResponse:
    return _answer(request, JsonResponse({"error": error, "error_description": said}, status=status))


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    response = problem(request, 429)
    response["Retry-After"] = str(seconds)
    return response


def _counted(request: HttpRequest) -> HttpResponse | None:
    """A secret costs a slow hash to check: count first, per client and per address (security 8).

    Per client *at* an address: who knows an id, which is no secret, must not lock its partner out.
    """
    address = client_ip(request)
    if wait := knock("token-address", address):
        return _wait(request, wait)
    if request.content_type != FORM:
        return problem(request, 415, detail=_("Send the request as a form: application/x-www-form-urlencoded."))
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if not header.isascii():
        return _refused(request, "invalid_client", "", status=401)
    kind, _space, credentials = header.partition(" ")
    if kind.lower() == "basic":
        request.META["HTTP_AUTHORIZATION"] = f"Basic {credentials}"  # the toolkit knows it in this spelling alone
    if wait := knock("token", f"{_client_id(request)} {address}"):
        return _wait(request, wait)
    named = request.POST.get("client_id")
    if header and ("client_secret" in request.POST or named not in (None, _client_id(request))):
        return _refused(request, "invalid_request", _("Prove who you are in one way: by header or in the form."))
    return None


def _other_grant(request: HttpRequest) -> HttpResponse | None:
    """The toolkit knows more grants than this portal gives."""
    grant = request.POST.get("grant_type", "")
    if grant == "client_credentials":
        return None
    return _refused(
        request, "unsupported_grant_type" if grant else "invalid_request", _("Send the grant_type client_credentials.")
    )


@public
@csrf_exempt
@writes
def token(request: HttpRequest) -> HttpResponse:
    """An access token for 15 minutes against client id and secret (OAuth2 client credentials)."""
    if refused := _counted(request) or _other_grant(request):
        return refused
    response = _answer(request, TokenView.as_view()(request))
    request.api_client = queries.known_client(_client_id(request))  # type: ignore[attr-defined]  # for the log
    request.is_client_proved = response.status_code < 400  # type: ignore[attr-defined]
    return response


@public
@csrf_exempt
@writes
def token_revoke(request: HttpRequest) -> HttpResponse:
    """Give a token back before its time (RFC 7009)."""
    return _counted(request) or _answer(request, RevokeTokenView.as_view()(request))
