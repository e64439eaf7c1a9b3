"""Load a whole classification release: safe to repeat; our own names, and attributes hung on classes, stay."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from catalog.models import ClassNode, ClassScheme
from catalog.queries.classes import SCHEMES, UNSPSC
from catalog.rules.grams import gram_array, normalise
from portal.audit.services import record
from portal.errors import RuleBroken

BATCH = 2000
WRITTEN = ["name_ko", "name_en", "official_ko", "official_en", "active", "successor", "parent", "path", "grams"]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class as a release states it; ``parent`` is empty at the top."""

    code: str
    level: str
    name_ko: str
    name_en: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    added: int
    changed: int
    unchanged: int
    retired: int


@transaction.atomic
def load_classes(rows: Iterable[ClassRow], *, release: str, scheme: str = UNSPSC, by=None) -> Loaded:
    """Bring a scheme to ``release``: add, rename, retire what it no longer has. ``by`` is None for an operator.

    Names that we gave stay; the official ones stand beside them and are searched as well. The rows are trusted to be
    whole (every class with its ancestors): the reader of the file has checked them. Source: CAT-10, CAT-11, CAT-13.
    """
    name_ko, name_en = SCHEMES[scheme]
    held, _made = ClassScheme.objects.get_or_create(
        code=scheme, defaults={"release": release, "name_ko": name_ko, "name_en": name_en}
    )
    present = {node.code: node for node in ClassNode.objects.filter(scheme=held).defer("grams")}  # written, not read
    by_depth = _by_depth(rows)
    nodes = dict(present)
    added = changed = 0
    for depth in by_depth:
        new: list[ClassNode] = []
        old: list[ClassNode] = []
        for row in depth:
            node = _node(row, held, present.get(row.code), nodes)
            if node is not None:
                (old if node.pk else new).append(node)
        for node in ClassNode.objects.bulk_create(new, batch_size=BATCH):
            nodes[node.code] = node
        ClassNode.objects.bulk_update(old, WRITTEN, batch_size=BATCH)
        added, changed = added + len(new), changed + len(old)
    total = sum(map(len, by_depth))
    codes = {row.code for depth in by_depth for row in depth}
    gone = [node.pk for code, node in present.items() if code not in codes and node.active and not node.curated]
    ClassNode.objects.filter(pk__in=gone).update(active=False)
    ClassScheme.objects.filter(pk=held.pk).update(release=release)
    loaded = Loaded(added, changed, total - added - changed, len(gone))
    if added or changed or gone:
        record(
            held,
            "loaded",
            by=by,
            payload={"release": release, "added": added, "changed": changed, "retired": len(gone)},
        )
    return loaded


def _by_depth(rows: Iterable[ClassRow]) -> list[list[ClassRow]]:
    """Parents before children."""
    waiting = {row.code: row for row in rows}
    depths: dict[str, int] = {}
    for code in waiting:
        chain: list[str] = []
        at = code
        while at and at not in depths:
            if at not in waiting:
                raise RuleBroken(f"{chain[-1] if chain else code}: {at}")
            chain.append(at)
            at = waiting[at].parent
        for steps, link in enumerate(reversed(chain), start=depths[at] + 1 if at else 0):
            depths[link] = steps
    levels: list[list[ClassRow]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    for code, depth in depths.items():
        levels[depth].append(waiting[code])
    return levels


def _node(row: ClassRow, scheme: ClassScheme, node: ClassNode | None, nodes: dict[str, ClassNode]) -> ClassNode | None:
    """The node as ``row`` wants it, or None when it is so already."""
    parent = nodes[row.parent] if row.parent else None
    path = f"{parent.path}/{row.code}" if parent else row.code
    if node is None:
        node = ClassNode(scheme=scheme, code=row.code, level=row.level)
    elif (node.official_ko, node.official_en, node.active, node.path) == (row.name_ko, row.name_en, True, path):
        return None
    elif node.curated and node.successor_id is not None:
        return None  # retired here for another class: a release that still has it does not bring it back
    node.parent, node.path = parent, path
    node.official_ko, node.official_en, node.active, node.successor = row.name_ko, row.name_en, True, None
    if not node.curated:
        node.name_ko, node.name_en = row.name_ko, row.name_en
    words = dict.fromkeys((node.name_ko, node.name_en, node.official_ko, node.official_en, node.code))
    node.grams = gram_array(normalise(" ".join(words)))
    return node
