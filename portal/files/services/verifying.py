"""DO: read every stored byte once and compare it with what was written down of it. After a restore above all.

Source: security 7.10, T50.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import FileField, Model

PIECE = 1024 * 1024


@dataclass(slots=True)
class Verified:
    """What was read."""

    files: int = 0
    size: int = 0
    faults: int = 0


def models_with_contents() -> list[type[Model]]:
    """Every model that keeps bytes in ``content`` and their fingerprint in ``sha256``.

    One whose ``sha256`` is of something else says ``sha256_of_content = False``.
    """
    return [
        model
        for model in apps.get_models()
        if {"content", "sha256"} <= {field.name for field in model._meta.get_fields()}
        and isinstance(model._meta.get_field("content"), FileField)
        and getattr(model, "sha256_of_content", True)
    ]


def verify_contents(tell: Callable[[str], object]) -> Verified:
    """Read all contents, piece by piece; ``tell`` hears of each that is not there or not the same.

    What is discarded meanwhile is no fault. Small copies of pictures have no fingerprint: they have to be there.
    """
    verified = Verified()
    for model in models_with_contents():
        for row in _rows(model):
            verified.files += 1
            verified.size += row.size
            fault = _fault(row)
            if fault and model._base_manager.filter(pk=row.pk).exclude(content="").exists():
                verified.faults += 1
                tell(f"{model._meta.label} {row.pk}, {row.content.name}: {fault}")
    return verified


def _rows(model: type[Model]) -> Iterator[Any]:
    names = [field.name for field in model._meta.fields if isinstance(field, FileField)]
    rows = model._base_manager.exclude(content="").only("pk", "size", "sha256", *names).order_by("pk")
    return rows.iterator(chunk_size=500)


def _fault(row: Any) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        with row.content.open("rb") as stored:
            for piece in stored.chunks(PIECE):
                digest.update(piece)
                size += len(piece)
    except FileNotFoundError:
        return "is not there"
    except OSError as trouble:
        return f"cannot be read: {trouble.strerror or type(trouble).__name__}"
    if size != row.size:
        return f"has {size} bytes instead of {row.size}"
    if digest.hexdigest() != row.sha256:
        return "is another one than was stored"
    missing = [
        field.name
        for field in row._meta.fields
        if isinstance(field, FileField) and field.name != "content"
        if (copy := getattr(row, field.name)) and not copy.storage.exists(copy.name)
    ]
    return f"its {' and '.join(missing)} is not there" if missing else ""
