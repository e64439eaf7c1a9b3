"""FIND: the newest file of each kind."""

from portal.developers.models import PublishedFile
from portal.developers.states import FileKind


def newest() -> dict[str, PublishedFile]:
    """By kind; a kind that was never made is not in it. One query."""
    files = PublishedFile.objects.order_by("kind", "-made_at", "-pk").distinct("kind")
    return {each.kind: each for each in files}


def newest_named(name: str) -> PublishedFile | None:
    """The newest file of this name."""
    return PublishedFile.objects.filter(name=name).order_by("-made_at", "-pk").first()


def missing_kinds(description_sha256: str) -> list[FileKind]:
    """Kinds that were not yet made from this description."""
    made = set(PublishedFile.objects.filter(description_sha256=description_sha256).values_list("kind", flat=True))
    return [kind for kind in FileKind if kind not in made]
