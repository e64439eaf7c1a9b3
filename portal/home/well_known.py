"""DOOR: what programs look for at ``/.well-known/``: the public keys of our receipts."""

from django.http import HttpRequest, JsonResponse

from portal.http import public, reads
from portal.sealing import receipts


@public
@reads
def keys(request: HttpRequest) -> JsonResponse:
    """All keys that sign or have signed receipts, the one in use first (JSON Web Keys, RFC 8037)."""
    response = JsonResponse({"keys": receipts.public_keys()})
    response["Cache-Control"] = "public, max-age=3600"
    return response
