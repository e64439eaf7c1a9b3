"""Doors: what is published: the description, the Python client, collections. Each is named by its fingerprint."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.developers.queries import examples, published
from portal.developers.states import FileKind
from portal.developers.views.pages import show
from portal.http import public, reads

TYPES = {
    FileKind.OPENAPI: "application/json",
    FileKind.PYTHON: "application/zip",
    FileKind.POSTMAN: "application/json",
    FileKind.BRUNO: "application/zip",
}

CHECKERS = {  # of ``tools/``: those that need no other file of ours
    "verify_receipt.py": gettext_lazy("The signed receipt of a bid, and that your own copy is the bid received"),
    "verify_proposal.py": gettext_lazy("The receipt of a benefit-sharing proposal"),
    "verify_application.py": gettext_lazy("The receipt of an application to a support programme"),
    "verify_certificate.py": gettext_lazy("An INNOVILT certificate"),
    "verify_passport.py": gettext_lazy("A company data passport"),
    "verify_audit.py": gettext_lazy("An export of the audit trail"),
}
OPENING_TOOL = "open_share.py"  # for officers of an opening, who find it where they open and where they drill


@public
@reads
def file_list(request: HttpRequest) -> HttpResponseBase:
    """What there is to fetch, with sizes and fingerprints; and every example script."""
    newest = published.newest()
    wheel = newest.get(FileKind.PYTHON)
    address = request.build_absolute_uri(reverse("developers:file", args=[wheel.name])) if wheel else ""
    context = {
        "install": f"pip install {address}",
        "published": [newest[kind] for kind in FileKind if kind in newest],
        "wheel": wheel,
        "scripts": examples.file_names(),
        "checkers": CHECKERS.items(),
    }
    return show(request, "file_list.html", "developers:file-list", context, (_("Downloads"), ""))


@public
@reads
def file_show(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, whole; its ETag is its fingerprint."""
    found = published.newest_named(name)
    if found is None:
        raise Http404
    response = FileResponse(
        found.content.open("rb"), as_attachment=True, filename=found.name, content_type=TYPES[FileKind(found.kind)]
    )
    response["ETag"] = f'"{found.sha256}"'
    patch_cache_control(response, public=True, max_age=300)
    return response


@public
@reads
def checker_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A program that checks what the portal signed, or opens a share; run by the tests as it is. It asks nothing."""
    if name not in (*CHECKERS, OPENING_TOOL):
        raise Http404
    path = settings.BASE_DIR / "tools" / name
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/plain; charset=utf-8")
