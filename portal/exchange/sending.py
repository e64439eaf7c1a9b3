"""The bytes of an export, for people and programs alike."""

from base64 import b64encode

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase

from portal.exchange.models.exports import ExportPart
from portal.exchange.queries.exports import name_of
from portal.exchange.states.exports import CONTENT_TYPES, ExportFormat


def send(part: ExportPart) -> HttpResponseBase:
    """The bytes, to be kept by nobody on the way; by the web server in front when they lie on its disk."""
    content = part.content
    if not content:
        raise Http404
    if settings.X_ACCEL_PREFIX and isinstance(content.storage, FileSystemStorage):
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{content.name}"
    else:
        try:
            response = FileResponse(content.open("rb"), headers={"Content-Length": str(part.size)})
        except FileNotFoundError as lost:
            raise Http404 from lost
    response["Content-Type"] = CONTENT_TYPES[ExportFormat(part.export.file_format)]
    response["Content-Disposition"] = f'attachment; filename="{name_of(part.export, part)}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Digest"] = f"sha-256=:{_base64(part.sha256)}:"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
