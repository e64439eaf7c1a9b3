"""FIND: members of the alliance, surveillances, changed versions. Source: domain 12."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.people.models import Company
from portal.people.states import CompanyState, TaxStatus
from sharedgrowth.innovilt.models import (
    AllianceBenefit,
    AllianceMember,
    Certificate,
    Coil,
    Finding,
    InnoviltApplication,
    SampleHeat,
    SteelProof,
    Surveillance,
    VersionChange,
)
from sharedgrowth.innovilt.queries.applications import Examined, examined
from sharedgrowth.innovilt.states import (
    IN_LIFE,
    RUNNING,
    ApplicationKind,
    CertificateState,
    ChangeState,
    MemberState,
    SurveillanceState,
    Trigger,
)

READERS = ("IV", "AU", "CP")


def insolvent_since(company: Company) -> date | None:
    """Since when insolvency proceedings of the company are known, if they are."""
    return AllianceMember.objects.filter(company=company).values_list("insolvent_since", flat=True).first()


def is_out_of_business(company: Company) -> bool:
    """Whether the company has left the portal, or the tax office says that it closed. Source: domain 17."""
    return company.state == CompanyState.CLOSED or company.tax_status == TaxStatus.CLOSED


def members_visible_to(user) -> QuerySet[AllianceMember]:
    """A company itself; the office, auditors, compliance: all. With how many certificates are valid."""
    valid = Count("company__innovilt_certificates", filter=Q(company__innovilt_certificates__state="valid"))
    found = AllianceMember.objects.select_related("company", "signed_by").annotate(valid=valid)
    if getattr(user, "is_supplier", False):
        return found.filter(company=user.company_id).order_by("pk")
    if getattr(user, "is_internal", False) and user.has_role(*READERS):
        return found.order_by("company__legal_name_ko", "pk")
    return found.none()


def members_listed_for(user, *, words: str = "", state: str = "") -> QuerySet[AllianceMember]:
    """By name."""
    found = members_visible_to(user)
    if words:
        found = found.filter(Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words))
    return found.filter(state=state) if state else found


def benefits_offered() -> QuerySet[AllianceBenefit]:
    """What active members get."""
    return AllianceBenefit.objects.filter(offered=True).order_by("order", "pk")


# Surveillance --------------------------------------------------------------------------------------------------------
def surveillances_visible_to(user) -> QuerySet[Surveillance]:
    """A company's own; the office, auditors, compliance: all."""
    found = Surveillance.objects.select_related("certificate__company", "certificate__product__current", "inspector")
    found = found.annotate(open_findings=Count("findings", filter=Q(findings__closed_at=None)))
    if getattr(user, "is_supplier", False):
        return found.filter(certificate__company=user.company_id).order_by("-due_on", "-pk")
    if getattr(user, "is_internal", False) and user.has_role(*READERS):
        return found.order_by("due_on", "pk")
    return found.none()


def surveillances_listed_for(user, *, words: str = "", state: str = "") -> QuerySet[Surveillance]:
    """Those to be held first."""
    found = surveillances_visible_to(user)
    if words:
        firm = Q(certificate__company__legal_name_ko__icontains=words)
        firm |= Q(certificate__company__legal_name_en__icontains=words)
        found = found.filter(firm | Q(certificate__number__iexact=words))
    return found.filter(state=state) if state else found


def applications_behind(certificate: Certificate) -> list[InnoviltApplication]:
    """What a certificate stands on: its own application, and that of each version that joined it after a review."""
    joined = certificate.versions.exclude(application=None).values_list("application", flat=True)
    found = InnoviltApplication.objects.filter(Q(pk=certificate.application_id) | Q(pk__in=joined))
    return list(found.select_related("terms", "version").order_by("pk"))


def coils_behind(certificate: Certificate) -> list[Coil]:
    """The coils that prove a certificate with all its versions, the newest purchases too."""
    held = SteelProof.objects.filter(application__in=applications_behind(certificate), released_at=None).values("coil")
    return list(Coil.objects.filter(pk__in=held).select_related("sheet").order_by("pk"))


def balance_of(surveillance: Surveillance, *, on: date) -> Examined:
    """The steel of a certificate against what was sold in all full years (INV-02): only what the mill knows counts.

    Each version that was reviewed has parts, steel and sales of its own; all of them are counted.
    """
    year = max(on, surveillance.created_at.astimezone(SEOUL).date()).year
    behind = applications_behind(surveillance.certificate)
    counted = [(each, examined(each, confirmed=True, through=year - 1)) for each in behind]
    faults = [
        fault if len(behind) == 1 else _("Version %(no)s: %(fault)s") % {"no": each.version.no, "fault": fault}
        for each, found in counted
        for fault in found.faults
    ]
    return Examined(
        min(found.share for _each, found in counted), [row for _each, found in counted for row in found.years], faults
    )


def sample_of(surveillance: Surveillance) -> list[SampleHeat]:
    """The drawn heats."""
    return list(surveillance.sample.select_related("coil__sheet").order_by("pk"))


def findings_of(surveillance: Surveillance) -> list[Finding]:
    """The major ones first."""
    return list(surveillance.findings.order_by("-severity", "pk"))


def certificates_to_watch(on: date, *, months: int) -> QuerySet[Certificate]:
    """In life, without a surveillance that still is to be held: the sweep plans the next one."""
    waiting = Surveillance.objects.filter(
        certificate=OuterRef("pk"),
        trigger=Trigger.YEARLY,
        state__in=[SurveillanceState.PLANNED, SurveillanceState.FINDINGS],
    )
    found = Certificate.objects.filter(state__in=sorted(IN_LIFE), valid_to__gte=on).exclude(Exists(waiting))
    return found.prefetch_related(Prefetch("surveillances", Surveillance.objects.filter(trigger=Trigger.YEARLY)))


def certificates_to_renew(on: date, *, days: int) -> QuerySet[Certificate]:
    """End within ``days``, and their holder has not been told yet."""
    found = Certificate.objects.filter(state__in=sorted(IN_LIFE), renewal_asked_on=None, renewed_by=None)
    return found.filter(valid_to__gte=on, valid_to__lte=on + timedelta(days=days)).select_related("company")


def certificates_that_end(on: date, *, days: int) -> QuerySet[Certificate]:
    """End within ``days``; their holder was told on an earlier day, and has not applied for a renewal since."""
    applied = InnoviltApplication.objects.filter(
        renews=OuterRef("pk"), kind=ApplicationKind.RENEWAL, state__in=sorted(RUNNING), submitted_at__isnull=False
    )
    found = Certificate.objects.filter(state__in=sorted(IN_LIFE), renewal_asked_on__lt=on, renewed_by=None)
    return found.filter(valid_to__gte=on, valid_to__lte=on + timedelta(days=days)).exclude(Exists(applied))


def findings_waiting(before: date) -> QuerySet[Finding]:
    """The member has not answered them, and has to before a day."""
    found = Finding.objects.filter(surveillance__state=SurveillanceState.FINDINGS, answered_at=None, closed_at=None)
    return found.filter(due_on__lt=before).order_by("pk")


def surveillances_overdue(on: date) -> QuerySet[Surveillance]:
    """Planned, and their day has passed."""
    return Surveillance.objects.filter(state=SurveillanceState.PLANNED, due_on__lt=on).order_by("pk")


def members_to_follow() -> QuerySet[AllianceMember]:
    """Who may have to change: everybody but those who lapsed without a certificate."""
    valid = Certificate.objects.filter(company=OuterRef("company"), state=CertificateState.VALID)
    return AllianceMember.objects.exclude(Q(state=MemberState.LAPSED) & ~Exists(valid)).order_by("pk")


# Changed versions ----------------------------------------------------------------------------------------------------
def changes_visible_to(user) -> QuerySet[VersionChange]:
    """A company's own; the office, auditors, compliance: all."""
    found = VersionChange.objects.select_related("certificate__company", "version__class_node", "decided_by")
    if getattr(user, "is_supplier", False):
        return found.filter(certificate__company=user.company_id)
    if getattr(user, "is_internal", False) and user.has_role(*READERS):
        return found
    return found.none()


def changes_waiting(user) -> QuerySet[VersionChange]:
    """Where somebody has to say something."""
    return changes_visible_to(user).filter(state__in=[ChangeState.OPEN, ChangeState.REVIEW]).order_by("pk")
