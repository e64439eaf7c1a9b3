"""DO: draw the yearly sample of certified companies; report a visit; decide what follows. Source: domain 5.3."""

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.outbox.services import announce, once, sweeps
from portal.people.models import Certificate, User
from portal.people.services import revoke_certificate
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import SiteSample, SiteVisit
from purchasing.bidding.rules import site_sample as rules
from purchasing.bidding.states.site_visits import SiteFinding

JOB = "preference-audit"


@sweeps
def draw_site_sample(*, chance: str = "") -> int:
    """Once a year, as soon as anybody is certified: the sample of this year; returns how many are to be visited.

    ``chance`` is given where a drawing has to come out the same again, as in the demonstration.
    """
    on = today()
    if SiteSample.objects.filter(year=on.year).exists():
        return 0
    listed = queries.certified_companies(on)
    if not listed:
        return 0
    with transaction.atomic():
        if not once(JOB, str(on.year)):
            return 0
        fingerprint, chance = rules.list_fingerprint(listed), chance or secrets.token_hex(16)
        seed = rules.sample_seed(on.year, fingerprint, chance)
        drawn = rules.site_sample(listed, seed)
        sample = SiteSample.objects.create(
            year=on.year,
            share=rules.SHARE,
            listed=sorted(listed),
            list_sha256=fingerprint,
            chance=chance,
            seed=seed,
            drawn=drawn,
        )
        SiteVisit.objects.bulk_create(
            SiteVisit(sample=sample, company_id=listed[number][0], categories=listed[number][1]) for number in drawn
        )
        record(sample, "drawn", by=None, payload={"list_sha256": fingerprint, "seed": seed, "drawn": drawn})
        announce("bidding.site_sample_drawn", sample=sample.pk)
    return len(drawn)


@transaction.atomic
def report_visit(
    visit: SiteVisit, *, visited_on: date, visitors: str, finding: str, report: str, evidence: File, by: User
) -> SiteVisit:
    """What was seen on the site, by whom, with its evidence; a second person decides."""
    require(policies.may_report_visit(by, visit))
    if visited_on > today():
        raise RuleBroken(_("A visit lies in the past: look at the date."), field="visited_on")
    if visited_on.year < visit.sample.year:
        raise RuleBroken(_("The visit belongs to the sample of its year: it lies before."), field="visited_on")
    if finding not in SiteFinding.values:
        raise RuleBroken(_("Choose what was found."), field="finding")
    for name, text in (("visitors", visitors), ("report", report)):
        if not text.strip():
            raise RuleBroken(_("Say who was there, and what was seen."), field=name)
    visit = _locked(visit)
    move(
        visit,
        "report",
        by=by,
        payload={"finding": finding, "visited_on": visited_on, "sha256": evidence.sha256},
        visited_on=visited_on,
        visitors=visitors.strip(),
        finding=finding,
        report=report.strip(),
        evidence=evidence,
        reported_by=by,
    )
    announce("bidding.site_visit_reported", visit=visit.pk)
    return visit


@transaction.atomic
def repeat_visit(visit: SiteVisit, *, reason: str, by: User) -> SiteVisit:
    """The second person is not convinced: the company is visited again."""
    require(policies.may_decide_visit(by, visit))
    if not reason.strip():
        raise RuleBroken(_("Say why the visit is repeated."), field="reason")
    visit = _locked(visit)
    cleared: dict[str, Any] = {
        "visited_on": None,
        "visitors": "",
        "finding": "",
        "report": "",
        "evidence": None,
        "reported_by": None,
    }
    move(visit, "repeat", by=by, reason=reason, payload={"finding": visit.finding}, **cleared)
    return visit


@transaction.atomic
def decide_visit(visit: SiteVisit, *, by: User) -> SiteVisit:
    """The finding takes effect: the certificate holds, or it is revoked, and with it every preference from now on.

    An award that still waits is looked at once more by PRF-02: without a valid certificate the margin is gone.
    """
    require(policies.may_decide_visit(by, visit))
    visit = _locked(visit)
    require(policies.may_decide_visit(by, visit))
    end: dict[str, Any] = {"decided_by": by, "decided_at": db_now()}
    if visit.finding == SiteFinding.GENUINE:
        move(visit, "accept", by=by, **end)
        return visit
    move(visit, "reject", by=by, payload={"finding": visit.finding}, **end)
    words = {"day": visit.visited_on, "finding": SiteFinding(visit.finding).label}
    reason = _("Site visit of %(day)s: %(finding)s.") % words
    held = Certificate.objects.filter(company=visit.company_id, kind__in=visit.categories, state="valid")
    for certificate in held.select_related("company", "kind").order_by("pk"):
        revoke_certificate(certificate, reason=reason, by=by)
    announce("bidding.site_visit_rejected", visit=visit.pk)
    return visit


def _locked(visit: SiteVisit) -> SiteVisit:
    return SiteVisit.objects.select_for_update(of=("self",)).select_related("sample", "company").get(pk=visit.pk)
