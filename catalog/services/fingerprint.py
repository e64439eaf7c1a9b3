"""The fingerprint of a version: what exactly was sent in, and what exactly was published."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from catalog.models import AttributeValue, EcoClaim, ProductFile, ProductVersion
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
    claims = version.eco_claims.order_by("kind", "issuer", "number").select_related("evidence")
    return _digest(
        version.product.number,
        version.no,
        version.class_node.code,
        {name: getattr(version, name) for name in TEXTS},
        {value.definition.code: _stated(value) for value in values},
        files,
        [_claimed(claim) for claim in claims],
    )


def fingerprints(pks: Collection[int]) -> dict[int, str]:
    """The fingerprints of many versions, by their keys: the same sums as of one. Four queries, no objects."""
    rows = ProductVersion.objects.filter(pk__in=pks)
    values: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    files: dict[int, list] = defaultdict(list)
    claims: dict[int, list] = defaultdict(list)
    stated = AttributeValue.objects.filter(version__in=pks)
    for version, code, *parts in stated.values_list("version", "definition__code", *AttributeValue.FIELDS):
        values[version][code] = _plain(dict(zip(AttributeValue.FIELDS, parts, strict=True)))
    attached = ProductFile.objects.filter(version__in=pks).order_by("role", "file__sha256")
    for version, *row in attached.values_list("version", "role", "file__sha256", "dated"):
        files[version].append(row)
    claimed = EcoClaim.objects.filter(version__in=pks).order_by("kind", "issuer", "number")
    for claim in claimed.select_related("evidence"):
        claims[claim.version_id].append(_claimed(claim))
    found = {}
    for pk, product, no, class_code, *texts in rows.values_list(
        "pk", "product__number", "no", "class_node__code", *TEXTS
    ):
        said = dict(zip(TEXTS, texts, strict=True))
        found[pk] = _digest(product, no, class_code, said, values[pk], files[pk], claims[pk])
    return found


def _digest(
    product: str,
    no: int,
    class_code: str,
    texts: dict[str, str],
    values: dict[str, dict[str, str]],
    files: Iterable[Iterable],
    claims: list[list[str]],
) -> str:
    content: dict[str, object] = {
        "product": product,
        "version": no,
        "class": class_code,
        "texts": texts,
        "values": values,
        "files": [list(row) for row in files],
    }
    if claims:
        content["claims"] = claims
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _claimed(claim: EcoClaim) -> list[str]:
    parts = ("kind", "statement", "issuer", "number", "valid_from", "valid_to")
    return [*(str(getattr(claim, name) or "") for name in parts), claim.evidence.sha256]


def _stated(value: AttributeValue) -> dict[str, str]:
    """A value without needless zeros: what comes from a form and what comes from the database read alike."""
    return _plain({name: getattr(value, name) for name in AttributeValue.FIELDS})


def _plain(parts: dict[str, Any]) -> dict[str, str]:
    numbers = {name for name in parts if hasattr(parts[name], "normalize")}
    return {
        name: f"{part.normalize():f}" if name in numbers else str(part)
        for name, part in parts.items()
        if part not in (None, "")
    }
