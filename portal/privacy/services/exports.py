"""DO: personal data of many people leaves the portal only with a reason and another's leave. Source: PII-08, SEC-06."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.models import ExportGrant
from portal.privacy.policies import rights as policies
from portal.privacy.queries.rights import usable_export
from portal.privacy.rules.deadlines import EXPORT_DAYS, MOST_ROWS
from portal.privacy.services.looks import look, look_at_many
from portal.privacy.states import ExportState


@transaction.atomic
def ask_export(*, what: str, title: object, fields: Sequence[object], rows: int, reason: str, by: User) -> ExportGrant:
    """Ask to take out ``fields`` of ``rows`` people; ``what`` is the app's key of it (``jobs.applications:12``)."""
    require(policies.may_ask_export(by))
    if not reason.strip():
        raise RuleBroken(_("Say what the export is needed for."), field="reason")
    if rows > MOST_ROWS:
        raise RuleBroken(
            _("At most %(most)s persons go into one export. Narrow it down.") % {"most": f"{MOST_ROWS:,}"}, field="rows"
        )
    if ExportGrant.objects.filter(what=what, asked_by=by, state=ExportState.ASKED).exists():
        raise RuleBroken(_("You have asked for this already; the privacy officer decides."))
    grant = ExportGrant.objects.create(
        number=next_number("PEX"),
        what=what,
        title=str(title),
        fields=[str(field) for field in fields],
        rows=rows,
        reason=reason.strip()[:300],
        asked_by=by,
    )
    record(grant, "asked", by=by, payload={"what": what, "rows": rows})
    announce("privacy.export_asked", grant=grant.pk)
    return grant


@transaction.atomic
def allow_export(grant: ExportGrant, *, decision: str = "", by: User) -> None:
    """Usable once, within seven days, for at most the rows that were asked for."""
    require(policies.may_decide_export(by, grant))
    now = db_now()
    move(
        grant,
        "allow",
        by=by,
        decided_by=by,
        decided_at=now,
        decision=decision.strip()[:300],
        until=now + timedelta(days=EXPORT_DAYS),
    )
    announce("privacy.export_decided", grant=grant.pk)


@transaction.atomic
def refuse_export(grant: ExportGrant, *, decision: str, by: User) -> None:
    """With words: who asked reads them."""
    require(policies.may_decide_export(by, grant))
    if not decision.strip():
        raise RuleBroken(_("A reason is needed: it stays on record."), field="decision")
    move(grant, "refuse", by=by, decided_by=by, decided_at=db_now(), decision=decision.strip()[:300])
    announce("privacy.export_decided", grant=grant.pk)


@transaction.atomic
def use_export(what: str, *, rows: int, by: User, people: Iterable[User] = ()) -> ExportGrant:
    """Called by the app right before it writes the file: spends the leave and notes the look, or refuses.

    ``people`` are those with an account: each finds the export among the looks at the own data.
    """
    grant = usable_export(by, what, db_now())
    if grant is None:
        raise NotAllowed(_("Personal data is taken out only with a reason and the leave of the privacy officer."))
    grant = ExportGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if rows > grant.rows:
        raise RuleBroken(
            _("%(rows)s persons are more than the %(most)s that were approved. Ask again.")
            % {"rows": f"{rows:,}", "most": f"{grant.rows:,}"}
        )
    move(grant, "use", by=by, used_at=db_now(), used_rows=rows)
    if rows:
        look_at_many(reader=by, count=rows, fields=grant.fields, why=grant.reason, about=grant.number)
    for person in people:
        look(reader=by, subject=person, fields=grant.fields, why=grant.reason, about=grant.number)
    return grant


@transaction.atomic
def lapse_exports() -> int:
    """Leave that was not used in time ends; so do questions nobody answered for as long."""
    now = db_now()
    old = ExportGrant.objects.filter(state=ExportState.ALLOWED, until__lte=now) | ExportGrant.objects.filter(
        state=ExportState.ASKED, asked_at__lte=now - timedelta(days=4 * EXPORT_DAYS)
    )
    grants = list(old)
    for grant in grants:
        move(grant, "lapse", by=None)
    return len(grants)
