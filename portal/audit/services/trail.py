"""DO: change a state and say so; record a fact. Nothing else writes the audit trail."""

import json
from typing import Any

from django.db import transaction
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
