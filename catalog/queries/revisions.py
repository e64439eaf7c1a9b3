"""The published versions of a product, and what each changed."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from catalog.models import AttributeValue, Product, ProductFile, ProductVersion
from catalog.states import VersionState

MOST = 20
TEXTS = (
    "class_node_id",
    "name_ko",
    "name_en",
    "maker",
    "model",
    "origin",
    "hs_code",
    "description_ko",
    "description_en",
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A published version and the names of what differs from the one before."""

    version: ProductVersion
    changed: list[str]
    is_first: bool


def revisions_of(product: Product) -> list[Revision]:
    """Published and replaced versions, latest first, at most twenty. Four queries, however many there are."""
    values = AttributeValue.objects.select_related("definition__node").prefetch_related("definition__choices")
    versions = product.versions.filter(state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED]).prefetch_related(
        Prefetch("values", values, to_attr="loaded_values"),
        Prefetch("files", ProductFile.objects.order_by("order", "id"), to_attr="loaded_files"),
    )
    found = list(versions.order_by("-no")[:MOST])
    before = [*found[1:], None][: len(found)]
    return [
        Revision(version, _changed(earlier, version) if earlier else [], earlier is None and version.no == 1)
        for version, earlier in zip(found, before, strict=True)
    ]


def _changed(before: ProductVersion, after: ProductVersion) -> list[str]:
    labels = {
        "class_node_id": _("Class"),
        "name_ko": _("Name"),
        "name_en": _("Name"),
        "maker": _("Maker"),
        "model": _("Model"),
        "origin": _("Country of origin"),
        "hs_code": _("HS or HSK code"),
        "description_ko": _("Description"),
        "description_en": _("Description"),
    }
    names = [labels[name] for name in TEXTS if getattr(before, name) != getattr(after, name)]
    old, new = _stated(before), _stated(after)
    names += [name for name in dict.fromkeys([*new, *old]) if old.get(name) != new.get(name)]
    if _files(before) != _files(after):
        names.append(_("Pictures and documents"))
    return list(dict.fromkeys(names))


def _stated(version: ProductVersion) -> dict[str, str]:
    values = sorted(getattr(version, "loaded_values", []), key=lambda value: value.definition.order)
    return {value.definition.name: value.shown for value in values}


def _files(version: ProductVersion) -> list[tuple[int, str]]:
    return [(row.file_id, row.role) for row in getattr(version, "loaded_files", [])]
