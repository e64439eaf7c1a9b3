"""POST that may be repeated: the same ``Idempotency-Key`` with the same body gets the same answer, and one effect.

Source: domain SEC-03. The deed and its stored answer are one transaction; a refusal stores nothing, so it is judged
anew. For a day the key belongs to this client and this request: for another request it is a 422, and while its twin is
being answered a 409 at once. A condition (``If-Match``) is judged for the deed, not for its repetition.
"""

import json
import re
from collections.abc import Callable
from functools import wraps

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from rest_framework.response import Response

from portal.api.etags import IF_MATCH, require_match
from portal.api.limits import KeyInFlight, KeyReused, NoKey
from portal.partners import services

HEADER = "Idempotency-Key"
REPLAY = "Idempotent-Replay"
KEY_PATTERN = "^[!-~]{8,100}$"
KEY = re.compile(r"[!-~]{8,100}")


def _key_of(request) -> str:
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        raise NoKey()
    return key


def idempotent(view: Callable[..., Response]) -> Callable[..., Response]:
    """For a method or ``@action`` that answers POST: ``@action(…)`` outermost, then ``@idempotent``."""

    @wraps(view)
    def once(self, request, *arguments, **names) -> Response:
        key = _key_of(request)
        asked = json.dumps(
            [request.method, request.get_full_path(), request.data], sort_keys=True, cls=DjangoJSONEncoder
        )
        with transaction.atomic():
            if not services.claim_key(request.user, key):
                raise KeyInFlight()
            earlier = services.answer_given(request.user, key)
            if earlier is None:
                require_match(request)
                response = view(self, request, *arguments, **names)
                if response.status_code < 300:
                    services.keep_answer(request.user, key, asked, status=response.status_code, body=response.data)
                return response
        if not services.is_same_request(earlier, asked):
            raise KeyReused()
        return Response(services.read_answer(earlier), status=earlier.status, headers={REPLAY: "true"})

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def repeatable(view: Callable[..., Response]) -> Callable[..., Response]:
    """Like ``idempotent`` for a deed that knows its key itself: neither request nor answer is kept, not even hashed.

    For sealed bids: from a hash of the request, with the portal's key, the price could be found by trying.
    """

    @wraps(view)
    def checked(self, request, *arguments, **names) -> Response:
        _key_of(request)
        if IF_MATCH not in request.headers:
            return view(self, request, *arguments, **names)
        with transaction.atomic():  # what was judged is held until the deed is done
            require_match(request)
            return view(self, request, *arguments, **names)

    checked.idempotent = True  # type: ignore[attr-defined]
    return checked


def conditional(view: Callable[..., Response]) -> Callable[..., Response]:
    """For a PUT or PATCH, which is repeatable by nature: ``If-Match`` is judged in the transaction of the deed."""

    @wraps(view)
    def matched(self, request, *arguments, **names) -> Response:
        with transaction.atomic():
            require_match(request)
            return view(self, request, *arguments, **names)

    matched.conditional = True  # type: ignore[attr-defined]
    return matched
