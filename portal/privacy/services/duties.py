"""DO: the privacy policy by version, the list of processors, incidents and their 72 hours. Source: PII-07, 09, 11."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.models import Incident, IncidentPerson, PolicyText, Processor
from portal.privacy.policies import rights as policies
from portal.privacy.queries.rights import persons_by_email
from portal.privacy.rules.deadlines import must_report, tell_by
from portal.privacy.states import PolicyState


def _checked(thing) -> None:
    """The database's own constraints, as words beside their field."""
    try:
        thing.full_clean(validate_unique=False)
    except ValidationError as fault:
        field, words = next(iter(fault.message_dict.items()))
        raise RuleBroken(words[0], field=None if field == "__all__" else field) from fault


# The policy ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_policy_draft(*, by: User, **fields: Any) -> PolicyText:
    """The next version, or changes to its draft; a published version never changes."""
    require(policies.may_keep_privacy(by))
    if fields["valid_from"] <= today():
        raise RuleBroken(_("People are told before it counts: choose a later day."), field="valid_from")
    draft = PolicyText.objects.select_for_update(of=("self",)).filter(state=PolicyState.DRAFT).first()
    if draft is None:
        last = PolicyText.objects.order_by("-version").values_list("version", flat=True).first() or 0
        draft = PolicyText(version=last + 1)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.drafted_by = by
    draft.save()
    record(draft, "drafted", by=by, payload={"version": draft.version, "valid_from": draft.valid_from})
    return draft


@transaction.atomic
def publish_policy(policy: PolicyText, *, by: User) -> None:
    """A second person publishes; everybody is told what changes and from when."""
    require(policies.may_publish_policy(by, policy))
    if policy.valid_from <= today():
        raise RuleBroken(_("People are told before it counts: choose a later day."), field="valid_from")
    move(policy, "publish", by=by, published_by=by, published_at=db_now())
    announce("privacy.policy_published", policy=policy.pk)


# Processors ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_processor(processor: Processor | None, *, by: User, **fields: Any) -> Processor:
    """Enter a processor, or what has changed: the public list shows it at once."""
    require(policies.may_keep_privacy(by))
    saved = processor or Processor(entered_by=by)
    for name, value in fields.items():
        setattr(saved, name, value)
    _checked(saved)
    saved.save()
    record(saved, "edited" if processor else "entered", by=by)
    return saved


@transaction.atomic
def end_processor(processor: Processor, *, on: date, by: User) -> None:
    """It processes nothing more for us from this day on."""
    require(policies.may_keep_privacy(by))
    if on < processor.contract_on:
        raise RuleBroken(_("A contract ends after it began."), field="on")
    if not Processor.objects.filter(pk=processor.pk, ended_on=None).update(ended_on=on):
        raise WrongState(_("This processor has ended already."))
    record(processor, "ended", by=by, payload={"on": on})


# Incidents -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_incident(*, known_at: datetime, by: User, **fields: Any) -> Incident:
    """Personal data was lost, stolen or shown: the clock of 72 hours runs from when it was known."""
    require(policies.may_keep_privacy(by))
    if known_at > db_now():
        raise RuleBroken(_("This moment has not come yet."), field="known_at")
    if fields.get("happened_at") and fields["happened_at"] > known_at:
        raise RuleBroken(_("It cannot be known before it happened."), field="happened_at")
    incident = Incident.objects.create(
        number=next_number("PBI"), known_at=known_at, tell_by=tell_by(known_at), opened_by=by, **fields
    )
    record(incident, "opened", by=by, payload={"persons": incident.persons})
    announce("privacy.incident_opened", incident=incident.pk)
    return incident


@transaction.atomic
def edit_incident(incident: Incident, *, by: User, **fields: Any) -> None:
    """What is known by now: course, data, persons, measures, advice."""
    require(policies.may_tell(by, incident))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.save(update_fields=list(fields))
    record(incident, "edited", by=by, payload={"fields": sorted(fields)})


@transaction.atomic
def add_affected(incident: Incident, addresses: Iterable[str], *, by: User) -> tuple[int, list[str]]:
    """Enter who is concerned by e-mail address; returns how many were added, and the addresses nobody has here."""
    require(policies.may_tell(by, incident))
    users, unknown = persons_by_email(addresses)
    before = incident.affected.count()
    IncidentPerson.objects.bulk_create(
        [IncidentPerson(incident=incident, person=user) for user in users], ignore_conflicts=True
    )
    added = incident.affected.count() - before
    record(incident, "persons_added", by=by, payload={"added": added})
    return added, unknown


@transaction.atomic
def tell_affected(incident: Incident, *, by: User) -> int:
    """Tell all on the list who were not told yet: what, when, measures, what they can do, whom to ask.

    Whose account is closed hears nothing by it: they stay untold, so that the officer writes to them by letter.
    """
    require(policies.may_tell(by, incident))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if not incident.measures.strip() or not incident.advice.strip():
        raise RuleBroken(_("Enter the measures and what those concerned can do: the law wants them told."))
    now = db_now()
    told = incident.affected.filter(told_at=None, person__is_active=True).update(told_at=now)
    if not incident.affected.exists() and incident.told_at is None and incident.persons:
        raise RuleBroken(_("Enter first who is concerned."))
    if incident.told_at is None:
        incident.told_at = now
        incident.save(update_fields=["told_at"])
    record(incident, "told", by=by, payload={"told": told})
    announce("privacy.incident_told", incident=incident.pk)
    return told


@transaction.atomic
def note_report(incident: Incident, *, reference: str, by: User) -> None:
    """It was reported to the authority; the reference that the authority gave."""
    require(policies.may_tell(by, incident))
    if not Incident.objects.filter(pk=incident.pk, reported_at=None).update(
        reported_at=db_now(), report_reference=reference.strip()[:80]
    ):
        raise WrongState(_("The report is noted already."))
    record(incident, "reported", by=by)


@transaction.atomic
def contain_incident(incident: Incident, *, by: User) -> None:
    """No more data is lost."""
    require(policies.may_tell(by, incident))
    move(incident, "contain", by=by)


@transaction.atomic
def close_incident(incident: Incident, *, reason: str, by: User) -> None:
    """All were told, and the authority where it must be."""
    require(policies.may_tell(by, incident))
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if not reason.strip():
        raise RuleBroken(_("Say what was learnt from it."), field="reason")
    if incident.told_at is None:
        raise RuleBroken(_("Those concerned have not been told yet."))
    must = must_report(incident.persons, sensitive=incident.sensitive, outside=incident.outside)
    if must and incident.reported_at is None:
        raise RuleBroken(_("This incident must be reported to the authority: note the report first."))
    untold = incident.affected.filter(told_at=None).count()
    move(incident, "close", by=by, reason=reason.strip(), payload={"untold": untold})
