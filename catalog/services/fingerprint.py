"""The fingerprint of a version: what exactly was sent in, and what exactly was published."""

import hashlib

from catalog.models import AttributeValue, EcoClaim, ProductVersion
from portal.audit.services import canonical

TEXTS = (
    "name_ko", "name_en", "description_ko", "description_en", "maker", "model", "origin", "hs_code", "change_note",
)  # fmt: skip


def fingerprint(version: ProductVersion) -> str:
    """SHA-256 over class, texts, values, files and claims (files by their bytes) of ``version`` in one agreed form.

    The same content gives the same fingerprint, in whatever order it was entered. Four queries.
    """
    values = version.values.order_by("definition__code").select_related("definition")
    files = version.files.order_by("role", "file__sha256").values_list("role", "file__sha256", "dated")
    content = {
        "product": version.product.number,
        "version": version.no,
        "class": version.class_node.code,
        "texts": {name: getattr(version, name) for name in TEXTS},
        "values": {value.definition.code: _stated(value) for value in values},
        "files": [list(row) for row in files],
    }
    if claims := version.eco_claims.order_by("kind", "issuer", "number").select_related("evidence"):
        content["claims"] = [_claimed(claim) for claim in claims]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _claimed(claim: EcoClaim) -> list[str]:
    parts = ("kind", "statement", "issuer", "number", "valid_from", "valid_to")
    return [*(str(getattr(claim, name) or "") for name in parts), claim.evidence.sha256]


def _stated(value: AttributeValue) -> dict[str, str]:
    """A value without needless zeros: what comes from a form and what comes from the database read alike."""
    parts = {name: getattr(value, name) for name in AttributeValue.FIELDS}
    numbers = {name for name in parts if hasattr(parts[name], "normalize")}
    return {
        name: f"{part.normalize():f}" if name in numbers else str(part)
        for name, part in parts.items()
        if part not in (None, "")
    }
