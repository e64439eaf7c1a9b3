"""The edge: the outermost middleware. What no view should ever see is refused here; every answer leaves complete.

Refused: methods we have no use for, addresses too long or not UTF-8, characters PostgreSQL cannot store, bodies too
large, character sets other than UTF-8. Settled: where the request comes from, and its number in the logs.
"""

import re
import uuid
from ipaddress import ip_address, ip_network
from urllib.parse import unquote_to_bytes, urlsplit

import structlog
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, is_valid_path
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from portal.api.limits import MOST_BYTES
from portal.api.problems import CONTENT_TYPE, problem
from portal.api.throttles import count_refusal

log = structlog.get_logger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")  # allowed: tab, line feed, VT, FF, carriage return
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
MOST_ADDRESS = 4000
NUMBER = "HTTP_X_REQUEST_ID"  # looked at already, and written by ourselves
MOST_HEADERS = 100
MOST_HEADER = 8190  # characters of one; the server reads some more (gunicorn.conf.py), so that the answer is ours
REFERENCE = "/api/v1/docs/"  # a page that people read: in their language and theme, and as whom they signed in
PROBES = ("/healthz", "/readyz", "/metrics")
HSTS = "max-age={}; includeSubDomains; preload"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate", "API-Version", "RateLimit", "RateLimit-Policy")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
HOP_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_FORWARDED",
    "HTTP_FORWARDED_FOR",
    "HTTP_VIA",
)


class Refusal(Exception):
    """The edge says no, with a status."""

    def __init__(self, status: int, detail: object = "", **place: str):
        """``place`` is where the fault is: ``parameter="q"``, ``header="Cookie"``."""
        super().__init__(status)
        self.status, self.detail, self.place = status, detail, {key: name for key, name in place.items() if name}


class EdgeMiddleware:
    """First in, last out."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.proxies = [ip_network(network) for network in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Settle, check, pass on, complete."""
        self._settle(request)
        try:
            self._check(request)
        except Refusal as refusal:
            response = self._refuse(request, refusal)
        else:
            response = self.get_response(request)
        if is_api(request):
            response = count_refusal(request, response)
        return self._complete(request, response)

    def process_view(self, request: HttpRequest, view, _arguments, _names) -> HttpResponse | None:
        """Form fields are looked at once the view is known: until here nobody has read the body.

        Views of the API read it themselves: a form that was read here would be no body there, and pass for none.
        """
        if request.content_type in FORMS and request.method == "POST" and not hasattr(view, "cls"):
            try:
                _look_through(request.POST)
                for name, files in request.FILES.lists():  # of each field every file, also one too large for memory
                    for file in files:
                        _look_through({name: file.name})
            except RequestDataTooBig:
                return self._refuse(request, Refusal(413))
            except Refusal as refusal:
                return self._refuse(request, refusal)
        return None

    # Settle ----------------------------------------------------------------------------------------------------------
    def _settle(self, request: HttpRequest) -> None:
        """One truth about who asks and under which number; an API request has no cookies, but for the page in it."""
        meta = request.META
        given = meta.get("HTTP_X_REQUEST_ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())  # type: ignore[attr-defined]
        meta["HTTP_X_REQUEST_ID"] = request.request_id  # type: ignore[attr-defined]
        if self._is_proxy(meta.get("REMOTE_ADDR", "")):
            told = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            meta["REMOTE_ADDR"] = _address(told) or meta.get("REMOTE_ADDR", "")
        else:
            meta.pop("HTTP_X_FORWARDED_PROTO", None)
        for header in HOP_HEADERS:
            meta.pop(header, None)
        if is_api(request) and request.path_info != REFERENCE:
            meta.pop("HTTP_COOKIE", None)
        elif request.path_info in PROBES:  # asked by address, not by name; the name decides nothing there
            meta["HTTP_HOST"] = urlsplit(settings.BASE_URL).netloc

    def _is_proxy(self, address: str) -> bool:
        if not self.proxies:
            return False
        if address == "":  # a unix socket: only the proxy beside us can reach it
            return True
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self.proxies)

    # Check -----------------------------------------------------------------------------------------------------------
    def _check(self, request: HttpRequest) -> None:
        meta = request.META
        if request.method not in METHODS:
            raise Refusal(405)
        query = meta.get("QUERY_STRING", "")
        if len(request.path_info) + len(query) > MOST_ADDRESS:
            raise Refusal(414, parameter=longest_parameter(query) if len(query) > len(request.path_info) else "")
        self._check_headers(meta)
        # Django leaves bytes of the path that are not UTF-8 as ``%FF``; a real percent sign was ``%25``
        if CONTROL.search(request.path_info) or not _is_utf8(query) or not _is_utf8(request.path_info):
            said = _("The address holds characters that are not text. Check the link.")
            raise Refusal(400, said, parameter=_not_text(query))
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise Refusal(415)
        self._check_size(request)
        if is_api(request):
            self._check_program(request)
        try:
            _look_through(request.GET)
        except (BadRequest, SuspiciousOperation) as error:
            raise Refusal(400, _("The address has too many parts. Ask for fewer things at a time.")) from error

    @staticmethod
    def _check_program(request: HttpRequest) -> None:
        """A name that is not ours and a token sent in the open are refused before anybody looks at them."""
        try:
            request.get_host()
        except DisallowedHost as error:
            raise Refusal(400, header="Host") from error
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Refusal(
                403, _("The API answers on https only. A token sent over http must be seen as stolen: revoke it.")
            )

    @staticmethod
    def _check_headers(meta: dict) -> None:
        headers = {key: value for key, value in meta.items() if key.startswith("HTTP_") and key != NUMBER}
        for key, value in headers.items():
            if len(value) > MOST_HEADER:
                raise Refusal(431, header=key.removeprefix("HTTP_").replace("_", "-").title())
        if len(headers) > MOST_HEADERS:
            raise Refusal(431, header=list(headers)[MOST_HEADERS].removeprefix("HTTP_").replace("_", "-").title())

    def _check_size(self, request: HttpRequest) -> None:
        if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
            said = _("A body is read only with its length. Send Content-Length, not Transfer-Encoding.")
            raise Refusal(400, said, header="Transfer-Encoding")  # Django would take the body for none
        text = request.META.get("CONTENT_LENGTH") or "0"
        if not (text.isascii() and text.isdigit()):
            raise Refusal(400, header="Content-Length")
        most = settings.MOST_REQUEST_BYTES
        if is_api(request) and request.content_type != "multipart/form-data":
            most = settings.API_LARGER_BODIES.get(request.path_info, MOST_BYTES)
        if int(text) > most:
            raise Refusal(413)

    # Answer ----------------------------------------------------------------------------------------------------------
    def _refuse(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        log.warning(
            "edge_refused",
            code=refusal.status,
            request=f"{request.method} {request.path}",
            request_id=request.request_id,  # type: ignore[attr-defined]
            ip=request.META.get("REMOTE_ADDR"),
        )
        if is_api(request):
            response: HttpResponse = problem(request, refusal.status, detail=refusal.detail, place=refusal.place)
        else:
            with override(get_language_from_request(request)):
                response = get_resolver().resolve_error_handler(400)(request, exception=BadRequest(str(refusal.detail)))
            response.status_code = refusal.status
        if refusal.status == 405:
            response["Allow"] = ", ".join(METHODS)
        return response

    def _complete(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if is_api(request):
            response = self._as_problem(request, response)
            patch_vary_headers(response, ["Accept-Language", "Authorization"])
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        for name, value in SECURITY_HEADERS.items():
            response.setdefault(name, value)
        if not response.has_header("Content-Security-Policy"):
            response["Content-Security-Policy"] = build_policy()
        match = getattr(request, "resolver_match", None)
        if match is not None and match.view_name == "account_logout" and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'  # not "cookies": language and theme stay
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.setdefault("Strict-Transport-Security", HSTS.format(settings.SECURE_HSTS_SECONDS))
        user = getattr(request, "_cached_user", None)  # only if somebody has asked already: no query of our own
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    @staticmethod
    def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Whatever Django itself answered in HTML becomes a problem, with the headers that matter kept."""
        status = response.status_code
        slash = status == 301 and response.get("Location", "").partition("?")[0] == request.path + "/"
        if slash:
            return problem(request, 404, detail=_("This address ends with a slash here. Add it."))
        if status == 404 and request.path_info.endswith("/") and is_valid_path(request.path_info[:-1]):
            return problem(request, 404, detail=_("This address ends without a slash. Leave it out."))
        if status < 400 or response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        made = problem(request, status)
        for header in KEPT_HEADERS:
            if response.has_header(header):
                made[header] = response[header]
        return made


def is_api(request: HttpRequest) -> bool:
    """Whether the answer must be for a program."""
    return request.path_info.startswith("/api/")


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def _is_utf8(query: str) -> bool:
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _pairs(query: str) -> list[tuple[str, str]]:
    """Names as text, as far as they are text, and the pairs as they were sent."""
    pairs = query.split("&")
    names = [unquote_to_bytes(pair.partition("=")[0]).decode("utf-8", "ignore") for pair in pairs]
    return [(CONTROL.sub("", name)[:100], pair) for name, pair in zip(names, pairs, strict=True)]


def longest_parameter(query: str) -> str:
    """The parameter that takes most room."""
    return max(_pairs(query), key=lambda pair: len(pair[1]))[0]


def _not_text(query: str) -> str:
    """The first parameter that is not UTF-8; none where it is the path."""
    return next((name for name, pair in _pairs(query) if not _is_utf8(pair)), "")


def _look_through(values) -> None:
    """Refuse names and values with characters that no keyboard types and no column takes."""
    lists = values.lists() if hasattr(values, "lists") else ((name, [value]) for name, value in values.items())
    for name, texts in lists:
        for text in (name, *texts):
            if text and CONTROL.search(text):
                said = _("The request holds control characters. Type the text instead of pasting it.")
                raise Refusal(400, said, parameter=CONTROL.sub("", name)[:100])
