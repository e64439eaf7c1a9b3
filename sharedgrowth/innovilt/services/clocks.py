"""DO: what runs each day: renewals that open, surveillances, members in grace. Source: domain 12, appendix B."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from portal.clock import today
from portal.outbox.services import announce, once
from portal.periods import months_after
from sharedgrowth.innovilt.models import AllianceMember, Certificate, Surveillance, terms_on
from sharedgrowth.innovilt.queries import alliance as queries
from sharedgrowth.innovilt.services.alliance import follow
from sharedgrowth.innovilt.services.surveillances import plan_surveillance
from sharedgrowth.innovilt.states import IN_LIFE, SurveillanceState, Trigger

SOON_DAYS = 5
REMIND_DAYS = (60, 30, 7)  # before a certificate ends. Source: appendix B (cert-expiry)


@transaction.atomic
def open_renewals() -> int:
    """Holders whose certificate ends within 90 days are asked to renew, once."""
    on, asked = today(), 0
    for certificate in queries.certificates_to_renew(on, days=terms_on(on).renewal_days):
        asked += Certificate.objects.filter(pk=certificate.pk, renewal_asked_on=None).update(renewal_asked_on=on)
        announce("innovilt.renewal_due", certificate=certificate.pk)
    return asked


@transaction.atomic
def remind_of_end() -> int:
    """Who has not applied hears it again 60, 30 and 7 days before the end, each once (appendix B, cert-expiry)."""
    on, told = today(), 0
    for certificate in queries.certificates_that_end(on, days=max(REMIND_DAYS)):
        left = (certificate.valid_to - on).days
        if once(f"innovilt-end-{min(days for days in REMIND_DAYS if left <= days)}", certificate.number):
            announce("innovilt.renewal_due", certificate=certificate.pk)
            told += 1
    return told


@transaction.atomic
def remind_of_surveillance() -> int:
    """The member hears of a finding five days before its day; after it also the office, as of a look not held in time.

    Findings of one surveillance with one day are told once.
    """
    on, told = today(), 0
    for finding in queries.findings_waiting(on + timedelta(days=SOON_DAYS + 1)):
        late = finding.due_on < on
        job = "innovilt-finding-late" if late else "innovilt-finding-soon"
        if once(job, f"{finding.surveillance_id} {finding.due_on}"):
            announce("innovilt.finding_late" if late else "innovilt.finding_due", finding=finding.pk)
            told += 1
    for surveillance in queries.surveillances_overdue(on):
        if once("innovilt-surveillance-late", str(surveillance.pk)):
            announce("innovilt.surveillance_late", surveillance=surveillance.pk)
            told += 1
    return told


def plan_surveillances() -> int:
    """The next yearly look of each certificate stands in the plan."""
    on, planned = today(), 0
    months = terms_on(on).surveillance_months
    for certificate in queries.certificates_to_watch(on, months=months):
        due = _next_day(certificate, months)
        if due is not None:
            planned += plan_surveillance(certificate, due_on=due) is not None
    return planned


def _next_day(certificate: Certificate, months: int) -> date | None:
    """The first anniversary that no surveillance was planned for; none after the last day."""
    known = {row.due_on for row in certificate.surveillances.all()}
    number = 1
    while (day := months_after(certificate.valid_from, months * number)) <= certificate.valid_to:
        if day not in known:
            return day
        number += 1
    return None


def follow_members() -> int:
    """Memberships follow the certificates: also when one ended by its day, and when grace is over."""
    moved = 0
    for member in queries.members_to_follow():
        moved += follow(member).state != member.state
    return moved


@transaction.atomic
def watch_insolvent(member: AllianceMember) -> int:
    """Every certificate of a member in insolvency is looked at now."""
    return _watch_all(member, Trigger.INSOLVENCY)


@transaction.atomic
def watch_closed(member: AllianceMember) -> int:
    """Every certificate of a member that closed is looked at now: once, also when the tax office says it again."""
    return _watch_all(member, Trigger.CLOSED)


def _watch_all(member: AllianceMember, trigger: Trigger) -> int:
    running = Surveillance.objects.filter(
        certificate=OuterRef("pk"), trigger=trigger, state__in=[SurveillanceState.PLANNED, SurveillanceState.FINDINGS]
    )
    found = Certificate.objects.filter(company=member.company_id, state__in=sorted(IN_LIFE)).exclude(Exists(running))
    made = [plan_surveillance(each, due_on=today(), trigger=trigger) for each in found.order_by("pk")]
    return sum(each is not None for each in made)
