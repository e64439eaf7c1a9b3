"""DOOR: what programs look for at ``/.well-known/``: the public keys of our receipts and credentials."""

from django.http import HttpRequest, JsonResponse

from portal.http import public, reads
from portal.sealing import credentials, receipts


@public
@reads
def keys(request: HttpRequest) -> JsonResponse:
    """All keys that sign or have signed receipts, the one in use first (JSON Web Keys, RFC 8037)."""
    response = JsonResponse({"keys": receipts.public_keys()})
    response["Cache-Control"] = "public, max-age=3600"
    return response


@public
@reads
def did(request: HttpRequest) -> JsonResponse:
    """The DID document of the portal (``did:web``): by which keys it signs verifiable credentials."""
    response = JsonResponse(credentials.did_document(), content_type="application/did+json")
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"  # verifiers also run in browsers
    return response
