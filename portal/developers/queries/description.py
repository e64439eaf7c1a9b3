"""FIND: the description of the API as the portal gives it (OpenAPI 3.1), read by people in two languages."""

import hashlib
import json
from functools import cache
from typing import Any

from django.utils.translation import get_language, override
from drf_spectacular.generators import SchemaGenerator

from portal.developers.rules import operations as rules


@cache
def _described(language: str) -> dict[str, Any]:
    with override(language):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        return json.loads(json.dumps(schema, default=str))  # lazy words are in ``language`` from here on


def description() -> dict[str, Any]:
    """The whole description in English: what programs are made from."""
    return _described("en")


def fingerprint() -> str:
    """SHA-256 of the description: the same API has the same."""
    text = json.dumps(description(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _operations(language: str) -> list[rules.Operation]:
    return rules.operations(_described(language))


def operations() -> list[rules.Operation]:
    """Every operation, in the reader's language as far as its words are translated."""
    return _operations((get_language() or "ko")[:2])
