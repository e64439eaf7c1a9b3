"""DOOR: the only way to a stored file."""

import logging
from uuid import UUID

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response

from portal.errors import NotAllowed, WrongState
from portal.files import policies, rules
from portal.files.models import File
from portal.http import public, reads

log = logging.getLogger(__name__)
MONTH = 30 * 24 * 3600
SMALL_COPIES = ("thumbnail", "preview")


@public
@reads
def file_download(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """The file itself; ``name`` is only there for people: the stored name counts. Pictures may be shown in a page."""
    file = _readable(request, uid)
    return _sent(request, file, "content", name=file.name, content_type=file.content_type)


@public
@reads
def file_thumbnail(request: HttpRequest, uid: UUID, size: str) -> HttpResponse:
    """A small copy of a picture: ``thumbnail`` or ``preview``."""
    file = _readable(request, uid)
    if size not in SMALL_COPIES or not getattr(file, size):
        raise Http404
    return _sent(request, file, size, name=f"{size}.webp", content_type="image/webp")


def _readable(request: HttpRequest, uid: UUID) -> File:
    """The file, or 404 for whoever may not know of it; to its readers it is said why the bytes are held back."""
    file = get_object_or_404(File, uid=uid)
    if not policies.may_read(request.user, file):
        raise Http404
    if not (verdict := policies.may_open(file)):
        raise NotAllowed(verdict.reason) if file.is_blocked else WrongState(verdict.reason)
    return file


def _sent(request: HttpRequest, file: File, part: str, *, name: str, content_type: str) -> HttpResponseBase:
    etag = f'"{file.sha256[:40]}-{part}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else _body(getattr(file, part))
    if unchanged is None:
        response["Content-Type"] = content_type
        response["Content-Disposition"] = rules.disposition(name, inline=file.is_picture)
    response["ETag"] = etag
    response["Cache-Control"] = _kept(file)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _kept(file: File) -> str:
    """Who may keep a copy: nobody of a private file; public pictures stay, since their bytes never change."""
    if not file.public:
        return "private, no-store"
    return f"public, max-age={MONTH}, immutable" if file.is_picture else "public, no-cache"


def _body(content: FieldFile) -> HttpResponseBase:
    """From the storage, or by the web server in front when the bytes lie on its disk."""
    if settings.X_ACCEL_PREFIX and isinstance(content.storage, FileSystemStorage):
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{content.name}"
        return response
    try:
        return FileResponse(content.open("rb"), headers={"Content-Length": str(content.size)})
    except FileNotFoundError as lost:
        log.error("files: the bytes of %s are not in the storage", content.name)
        raise Http404 from lost
