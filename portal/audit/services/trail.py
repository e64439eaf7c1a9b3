"""DO: change a state and say so; record a fact. Nothing else writes the audit trail."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.audit.models import PERSON_CONCERNED, AuditEntry
from portal.encrypted.fields import Encrypted
from portal.errors import WrongState
from portal.transactions import in_one_transaction


def canonical(payload: dict[str, Any] | None) -> str:
    """``payload`` as JSON in one agreed form: sorted keys, no spaces, Decimals and dates as text.

    >>> canonical({"b": 1, "a": "가"})
    '{"a":"가","b":1}'
    """
    if not payload:
        return ""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _write(thing, what: str, *, by, before="", after="", reason="", payload=None) -> AuditEntry:
    """Whoever acts in a matter about themselves (``concerns_id`` of the thing) stands in the thing alone.

    The entry stays for ever; the thing forgets who it was when its time has ended. Source: PII-06.
    """
    if by is not None and by.pk == getattr(thing, "concerns_id", None):
        by, payload = None, {**(payload or {}), PERSON_CONCERNED: True}
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


@in_one_transaction
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


@transaction.atomic
def move_each(
    model: type[Model],
    changes: Mapping[int, Mapping[str, Any]],
    name: str,
    *,
    by,
    about,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> AuditEntry | None:
    """Like ``move_many``, where each row has ``changes`` of its own, by key and field: one statement and one entry.

    Every row changes the same fields.
    """
    if not changes:
        return None
    sources, target = model.flow.moves[name]  # type: ignore[attr-defined]
    before = sorted(sources)
    if len(before) > 1:
        rows = model._default_manager.filter(pk__in=changes, state__in=sources)
        before = sorted(set(rows.order_by().values_list("state", flat=True).distinct()))
    if _move_rows(model, changes, sources, target) != len(changes):
        raise WrongState(_("Someone else has just changed this. Reload the page and look again."))
    told = {"rows": len(changes), "keys_sha256": keys_sha256(changes), **(payload or {})}
    what = f"{model._meta.label_lower}.{name}"
    return _write(about, what, by=by, before="|".join(before)[:30], after=target, reason=reason, payload=told)


def _move_rows(model, changes: Mapping[int, Mapping[str, Any]], sources, target: str) -> int:
    """Each column goes over as one list in JSON: to take those apart is several times faster than a list of rows."""
    quote = connection.ops.quote_name
    names = list(next(iter(changes.values())))
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    columns = [
        list(changes),
        *(
            [field.stored(row[name]) if isinstance(field, Encrypted) else row[name] for row in changes.values()]
            for name, field in zip(names, fields[1:], strict=True)
        ),
    ]
    pieces = ", ".join(
        "json_array_elements(%s)" if field.get_internal_type() == "JSONField" else "json_array_elements_text(%s)"
        for field in fields
    )
    values = ", ".join(f"v{at}" for at in range(len(fields)))
    table, pk = quote(model._meta.db_table), quote(fields[0].column)
    sets = "".join(
        f", {quote(field.column)} = told.v{at}::{field.rel_db_type(connection)}"
        for at, field in enumerate(fields)
        if at
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH told AS MATERIALIZED (SELECT * FROM ROWS FROM ({pieces}) AS told ({values}))"  # noqa: S608 (names)
            f" UPDATE {table} AS row SET state = %s{sets} FROM told"
            f" WHERE row.{pk} = told.v0::bigint AND row.state = ANY(%s)",
            [*(json.dumps(column, default=str) for column in columns), target, list(sources)],
        )
        return cursor.rowcount


def keys_sha256(pks: Collection[int]) -> str:
    """The SHA-256 of many keys, in whatever order they come.

    >>> keys_sha256([2, 1]) == keys_sha256([1, 2])
    True
    """
    return hashlib.sha256(",".join(map(str, sorted(pks))).encode()).hexdigest()
