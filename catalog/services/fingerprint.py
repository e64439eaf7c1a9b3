"""The fingerprint of a version: what exactly was sent in, and what exactly was published."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable

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
    return _digest(version, version.class_node.code, values, files, claims)


def fingerprints(pks: Collection[int]) -> dict[int, str]:
    """The fingerprints of many versions, by their keys. Four queries."""
    versions = ProductVersion.objects.filter(pk__in=pks).select_related("product", "class_node")
    values: dict[int, list] = defaultdict(list)
    files: dict[int, list] = defaultdict(list)
    claims: dict[int, list] = defaultdict(list)
    stated = AttributeValue.objects.filter(version__in=pks).order_by("definition__code").select_related("definition")
    for value in stated:
        values[value.version_id].append(value)
    attached = ProductFile.objects.filter(version__in=pks).order_by("role", "file__sha256")
    for version, *row in attached.values_list("version", "role", "file__sha256", "dated"):
        files[version].append(row)
    claimed = EcoClaim.objects.filter(version__in=pks).order_by("kind", "issuer", "number")
    for claim in claimed.select_related("evidence"):
        claims[claim.version_id].append(claim)
    return {
        version.pk: _digest(
            version, version.class_node.code, values[version.pk], files[version.pk], claims[version.pk]
        )
        for version in versions
    }


def _digest(
    version: ProductVersion,
    class_code: str,
    values: Iterable[AttributeValue],
    files: Iterable[Iterable],
    claims: Iterable[EcoClaim],
) -> str:
    content = {
        "product": version.product.number,
        "version": version.no,
        "class": class_code,
        "texts": {name: getattr(version, name) for name in TEXTS},
        "values": {value.definition.code: _stated(value) for value in values},
        "files": [list(row) for row in files],
    }
    if claims:
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
