"""POST that may be repeated: the same ``Idempotency-Key`` with the same body gets the same answer, and one effect.

Source: domain SEC-03. The deed and its stored answer are one transaction; a refusal stores nothing, so it is judged
anew. For a day the key belongs to this client and this request; for another request it is a 409.
"""

import json
import re
from collections.abc import Callable
from functools import wraps

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.response import Response

from portal.api.limits import Clash
from portal.partners import services

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,100}")


def idempotent(view: Callable[..., Response]) -> Callable[..., Response]:
    """For a method or ``@action`` that answers POST: ``@action(…)`` outermost, then ``@idempotent``."""

    @wraps(view)
    def once(self, request, *arguments, **names) -> Response:
        key = request.headers.get(HEADER, "")
        if not KEY.fullmatch(key):
            raise ParseError(_("Send the header Idempotency-Key: your own key for this request, 8 to 100 characters."))
        asked = json.dumps([request.method, request.path, request.data], sort_keys=True, cls=DjangoJSONEncoder)
        with transaction.atomic():
            earlier = services.answer_given(request.user, key)
            if earlier is None:
                response = view(self, request, *arguments, **names)
                if response.status_code < 300:
                    services.keep_answer(request.user, key, asked, status=response.status_code, body=response.data)
                return response
        if not services.is_same_request(earlier, asked):
            raise Clash(_("This Idempotency-Key was used for another request. Use a new key."))
        return Response(services.read_answer(earlier), status=earlier.status, headers={"Idempotent-Replay": "true"})

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def repeatable(view: Callable[..., Response]) -> Callable[..., Response]:
    """Like ``idempotent`` for a deed that knows its key itself: neither request nor answer is kept, not even hashed.

    For sealed bids: from a hash of the request, with the portal's key, the price could be found by trying.
    """

    @wraps(view)
    def checked(self, request, *arguments, **names) -> Response:
        if not KEY.fullmatch(request.headers.get(HEADER, "")):
            raise ParseError(_("Send the header Idempotency-Key: your own key for this request, 8 to 100 characters."))
        return view(self, request, *arguments, **names)

    checked.idempotent = True  # type: ignore[attr-defined]
    return checked
