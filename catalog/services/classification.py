"""Load a whole classification release: safe to repeat; our own names, and attributes hung on classes, stay."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from catalog.models import ClassNode, ClassScheme
from catalog.queries.classes import UNSPSC
from catalog.rules.grams import grams_of, normalise
from catalog.states import Level
from portal.audit.services import record
from portal.errors import RuleBroken

BATCH = 2000
SIZES = {Level.SEGMENT: 2, Level.FAMILY: 4, Level.CLASS: 6, Level.COMMODITY: 8}


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class as a release states it."""

    code: str
    level: str
    name_ko: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    added: int
    changed: int
    unchanged: int
    retired: int


@transaction.atomic
def load_classes(rows: Iterable[ClassRow], *, release: str, by=None) -> Loaded:
    """Bring UNSPSC to ``release``: add, rename, retire what the release no longer has. ``by`` is None for an operator.

    Names that we gave stay; the official ones stand beside them and are searched as well. The rows are trusted to be
    whole (every class with its ancestors): the reader of the file has checked them. Source: CAT-10.
    """
    scheme, _made = ClassScheme.objects.get_or_create(
        code=UNSPSC,
        defaults={
            "release": release,
            "name_ko": "유엔 표준 제품·서비스 분류",
            "name_en": "United Nations Standard Products and Services Code",
        },
    )
    present = {node.code: node for node in ClassNode.objects.filter(scheme=scheme)}
    by_level: dict[str, list[ClassRow]] = {level: [] for level in SIZES}
    for row in rows:
        by_level[row.level].append(row)
    ids = {code: node.pk for code, node in present.items()}
    added = changed = 0
    for level, size in SIZES.items():
        new: list[ClassNode] = []
        old: list[ClassNode] = []
        for row in by_level[level]:
            node = _node(row, size, scheme, present.get(row.code), ids)
            if node is not None:
                (old if node.pk else new).append(node)
        for node in ClassNode.objects.bulk_create(new, batch_size=BATCH):
            ids[node.code] = node.pk
        fields = ["name_ko", "name_en", "official_ko", "official_en", "active", "grams"]
        ClassNode.objects.bulk_update(old, fields, batch_size=BATCH)
        added, changed = added + len(new), changed + len(old)
    total = sum(map(len, by_level.values()))
    codes = {row.code for level in by_level.values() for row in level}
    gone = [node.pk for code, node in present.items() if code not in codes and node.active and not node.curated]
    ClassNode.objects.filter(pk__in=gone).update(active=False)
    ClassScheme.objects.filter(pk=scheme.pk).update(release=release)
    loaded = Loaded(added, changed, total - added - changed, len(gone))
    if added or changed or gone:
        record(
            scheme,
            "loaded",
            by=by,
            payload={"release": release, "added": added, "changed": changed, "retired": len(gone)},
        )
    return loaded


def _node(
    row: ClassRow, size: int, scheme: ClassScheme, node: ClassNode | None, ids: dict[str, int]
) -> ClassNode | None:
    """The node as ``row`` wants it, or None when it is so already."""
    path = [row.code[:part].ljust(8, "0") for part in range(2, size + 1, 2)]
    if node is None:
        if len(path) > 1 and path[-2] not in ids:
            raise RuleBroken(f"{row.code}: {path[-2]}")
        node = ClassNode(scheme=scheme, code=row.code, level=row.level, path="/".join(path))
        node.parent_id = ids[path[-2]] if len(path) > 1 else None
    elif (node.official_ko, node.official_en, node.active) == (row.name_ko, row.name_en, True):
        return None
    node.official_ko, node.official_en, node.active = row.name_ko, row.name_en, True
    if not node.curated:
        node.name_ko, node.name_en = row.name_ko, row.name_en
    words = {node.name_ko, node.name_en, node.official_ko, node.official_en, node.code}
    node.grams = sorted(grams_of(normalise(" ".join(words))))
    return node
