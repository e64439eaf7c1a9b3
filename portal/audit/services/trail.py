"""DO: change a state and say so; record a fact. Nothing else writes the audit trail."""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.audit.models import AuditEntry
from portal.errors import WrongState


def canonical(payload: dict[str, Any] | None) -> str:
    """``payload`` as JSON in one agreed form: sorted keys, no spaces, Decimals and dates as text.

    >>> canonical({"b": 1, "a": "가"})
    '{"a":"가","b":1}'
    """
    if not payload:
        return ""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _write(thing, what: str, *, by, before="", after="", reason="", payload=None) -> AuditEntry:
    return AuditEntry.objects.create(
        by=by,
        company_id=getattr(by, "company_id", None),
        what=what,
        thing_type=thing._meta.label_lower,
        thing_id=str(thing.pk),
        before=before,
        after=after,
        reason=reason,
        payload=canonical(payload),
    )


@transaction.atomic
def move(thing, name: str, *, by, reason: str = "", payload: dict[str, Any] | None = None, **changes) -> AuditEntry:
    """Move ``thing`` by the move ``name`` of its flow, or raise WrongState; ``changes`` are set in the same update.

    The row changes only if it is still in the state we saw: of two people pressing the same button, one wins and
    the other is told. ``by`` is None for the system itself. ``payload`` must hold nothing sealed or personal.
    """
    before, after = thing.state, thing.flow.target(name, thing.state)
    changes["state"] = after
    if not type(thing)._default_manager.filter(pk=thing.pk, state=before).update(**changes):
        raise WrongState(_("Someone else has just changed this. Reload the page and look again."))
    for field, value in changes.items():
        setattr(thing, field, value)
    return _write(
        thing, f"{thing._meta.label_lower}.{name}", by=by, before=before, after=after, reason=reason, payload=payload
    )


@transaction.atomic
def record(thing, what: str, *, by, reason: str = "", payload: dict[str, Any] | None = None) -> AuditEntry:
    """Write that ``what`` (a past participle, ``"price_changed"``) happened to ``thing`` without a state change."""
    return _write(thing, f"{thing._meta.label_lower}.{what}", by=by, reason=reason, payload=payload)


@transaction.atomic
def move_many(
    model: type[Model],
    pks: Collection[int],
    name: str,
    *,
    by,
    about,
    reason: str = "",
    payload: dict[str, Any] | None = None,
    **changes,
) -> AuditEntry | None:
    """Move all rows ``pks`` of ``model`` by the move ``name``, or none of them: WrongState when one is elsewhere.

    One entry about ``about`` (what the rows belong to, which keeps the list of them) names them by their number and by
    the SHA-256 of their keys: ``portal/decisions/0017-many-rows-one-entry.md``. Nothing to move is no entry.
    """
    flow, label = model.flow, model._meta.label_lower  # type: ignore[attr-defined]
    if not pks:
        return None
    sources, target = flow.moves[name]
    rows = model._default_manager.filter(pk__in=pks, state__in=sources)
    before = sorted(set(rows.order_by().values_list("state", flat=True).distinct()))
    if rows.update(state=target, **changes) != len(pks):
        raise WrongState(_("Someone else has just changed this. Reload the page and look again."))
    told = {"rows": len(pks), "keys_sha256": keys_sha256(pks), **(payload or {})}
    return _write(
        about, f"{label}.{name}", by=by, before="|".join(before)[:30], after=target, reason=reason, payload=told
    )


def keys_sha256(pks: Collection[int]) -> str:
    """The SHA-256 of many keys, in whatever order they come.

    >>> keys_sha256([2, 1]) == keys_sha256([1, 2])
    True
    """
    return hashlib.sha256(",".join(map(str, sorted(pks))).encode()).hexdigest()
