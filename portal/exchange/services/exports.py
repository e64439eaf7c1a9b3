"""DO: ask for an export, stop it, go on, delete its files, make and end its private links, note who took what."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.errors import RuleBroken, WrongState
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.policies import exports as policies
from portal.exchange.queries import exports as queries
from portal.exchange.registry.exports import Dataset, datasets
from portal.exchange.rules import exports as rules
from portal.exchange.states.exports import ExportFormat, ExportState, Headings
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def ask_export(
    code: str,
    *,
    file_format: str,
    by: User,
    headings: str = Headings.NAMES,
    date_from: date | None = None,
    date_before: date | None = None,
    states: Sequence[str] = (),
    reason: str = "",
    scopes: frozenset[str] | None = None,
) -> Export:
    """Have the rows of ``code`` that ``by`` may see written to files; the worker begins at once."""
    dataset = datasets.get(code)
    if dataset is None:
        raise RuleBroken(_("There are no rows of this name to be taken out."), field="dataset")
    require(policies.may_export(by, dataset, scopes))
    if file_format not in ExportFormat.values:
        raise RuleBroken(_("Choose one of the file formats."), field="format")
    _check_narrowing(dataset, date_from, date_before, states)
    _check_unfinished(by)
    rows = queries.rows_of(dataset, by, date_from=date_from, date_before=date_before, states=list(states))
    total = rows.order_by().count()
    if total > rules.MOST_ROWS:
        raise RuleBroken(
            _("%(rows)s rows are more than one export holds (%(most)s). Narrow it down by a period.")
            % {"rows": f"{total:,}", "most": f"{rules.MOST_ROWS:,}"},
            field="date_from",
        )
    reason = reason.strip()
    if rules.needs_reason(total, personal=dataset.personal) and len(reason) < 10:
        raise RuleBroken(_need(dataset, total), field="reason")
    export = Export.objects.create(
        number=next_number("EXP"),
        company=by.company,
        dataset=code,
        file_format=file_format,
        headings=headings,
        language=get_language() or "ko",
        date_from=date_from,
        date_before=date_before,
        states=list(states),
        reason=reason[:500],
        scopes=sorted(scopes or ()),
        rows_total=total,
        asked_by=by,
    )
    record(export, "asked", by=by, reason=reason[:500], payload=_told(export))
    announce("exchange.export_queued", export=export.pk)
    return export


def _check_unfinished(by: User) -> None:
    """One wish of a person at a time is counted."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if queries.unfinished_of(by) >= rules.MOST_UNFINISHED:
        raise RuleBroken(
            _("%(most)d of your exports are still being written. Wait for one of them, or cancel it.")
            % {"most": rules.MOST_UNFINISHED}
        )


def _need(dataset: Dataset, total: int) -> str:
    if dataset.personal:
        return _("Data of people is inside: say what it is needed for, in 10 characters or more.")
    return ngettext(
        "%(rows)s row is taken out: say what it is needed for, in 10 characters or more.",
        "%(rows)s rows are taken out: say what they are needed for, in 10 characters or more.",
        total,
    ) % {"rows": f"{total:,}"}


def _check_narrowing(dataset: Dataset, date_from: date | None, date_before: date | None, states: Sequence[str]) -> None:
    if (date_from or date_before) and not dataset.period:
        field = "date_from" if date_from else "date_before"
        raise RuleBroken(_("These rows cannot be narrowed down by a period."), field=field)
    if date_from and date_before and date_before <= date_from:
        raise RuleBroken(_("The period ends after it begins."), field="date_before")
    known = {value for value, _label in dataset.states}
    for state in states:
        if state not in known:
            raise RuleBroken(_("“%(state)s” is not a state of these rows.") % {"state": state[:40]}, field="states")


def _told(export: Export) -> dict[str, Any]:
    return {
        "dataset": export.dataset,
        "format": export.file_format,
        "rows": export.rows_total,
        "from": export.date_from.isoformat() if export.date_from else "",
        "before": export.date_before.isoformat() if export.date_before else "",
        "states": ",".join(export.states),
    }


def _held(export: Export) -> Export:
    return Export.objects.select_for_update(of=("self",)).select_related("company", "asked_by").get(pk=export.pk)


@transaction.atomic
def cancel_export(export: Export, *, by: User) -> Export:
    """Stop after the rows that are being written; finished files stay until it goes on or is deleted."""
    require(policies.may_steer(by, export))
    export = _held(export)
    move(export, "cancel", by=by, worker="", finished_at=db_now(), payload={"rows": export.rows_done})
    return export


@transaction.atomic
def resume_export(export: Export, *, by: User) -> Export:
    """Go on behind the last finished file."""
    require(policies.may_resume(by, export))
    _check_unfinished(by)
    export = _held(export)
    move(export, "resume", by=by, failure="", worker="", finished_at=None, touched_at=ClockTimestamp())
    announce("exchange.export_queued", export=export.pk)
    return export


@transaction.atomic
def end_export(export: Export, *, by: User | None) -> Export:
    """Delete the files before their time, or at it (``by`` is None); what was taken out stays on record."""
    if by is not None:
        require(policies.may_steer(by, export))
    export = _held(export)
    move(export, "expire", by=by, link_key="", link_until=None)
    names = list(export.parts.exclude(content="").values_list("content", flat=True))
    export.parts.update(content="")
    storage = ExportPart._meta.get_field("content").storage

    def forget() -> None:
        for name in names:
            storage.delete(name)

    transaction.on_commit(forget, robust=True)
    return export


@transaction.atomic
def wake_export(export: Export) -> None:
    """Call the worker once more; safe at any time."""
    if not export.is_unfinished:
        raise WrongState(_("The worker has nothing to do with this export."))
    announce("exchange.export_queued", export=export.pk)


@transaction.atomic
def make_links(export: Export, *, hours: int = rules.LINK_HOURS, by: User) -> Export:
    """Private links to all files for some hours; links made before work no more."""
    require(policies.may_link(by, export))
    if not 1 <= hours <= rules.MOST_LINK_HOURS:
        raise RuleBroken(
            _("A private link works for 1 to %(most)d hours.") % {"most": rules.MOST_LINK_HOURS}, field="hours"
        )
    export = _held(export)
    now = db_now()
    if not export.is_ready or export.expires_at is None or export.expires_at <= now:
        raise WrongState(_("There are no files to link to."))
    export.link_key = secrets.token_hex(32)
    export.link_until = rules.link_end(now, hours, export.expires_at)
    export.save(update_fields=["link_key", "link_until"])
    record(export, "linked", by=by, payload={"hours": hours, "until": export.link_until.isoformat()})
    return export


@transaction.atomic
def end_links(export: Export, *, by: User) -> Export:
    """From now on no private link to it works."""
    require(policies.may_steer(by, export))
    export = _held(export)
    if not export.link_key:
        raise WrongState(_("There are no private links to end."))
    export.link_key, export.link_until = "", None
    export.save(update_fields=["link_key", "link_until"])
    record(export, "unlinked", by=by)
    return export


def links_of(export: Export) -> list[tuple[ExportPart, str]]:
    """Each file with the secret half of its private link; empty when there are none."""
    if not export.link_key or export.link_until is None:
        return []
    uid = str(export.uid)
    return [
        (part, rules.link_code(export.link_key, uid, part.number, export.link_until))
        for part in queries.parts_of(export)
    ]


@transaction.atomic
def note_taken(part: ExportPart, *, by: User | None, address: str = "") -> None:
    """A file leaves: who took it, or that a private link was used."""
    export = _held(part.export)
    if not export.is_ready:
        raise WrongState(_("The files of this export have been deleted."))
    Export.objects.filter(pk=export.pk).update(taken=export.taken + 1)
    what = "taken" if by is not None else "taken_by_link"
    record(export, what, by=by, payload={"file": part.number, "rows": part.rows, "sha256": part.sha256})


def expire_exports(most: int = 100) -> int:
    """Files that have been there for a week go."""
    ended = 0
    for pk in queries.to_expire(most):
        export = Export.objects.get(pk=pk)
        if not export.is_unfinished and export.state != ExportState.EXPIRED:
            end_export(export, by=None)
            ended += 1
    return ended
