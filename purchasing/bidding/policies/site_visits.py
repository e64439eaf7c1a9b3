"""WHO: visits to certified companies. Source: domain 5.3, CNV-09, SOD-19."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import SiteVisit


def may_report_visit(user: User, visit: SiteVisit) -> Verdict:
    """Purchasing or shared growth; nobody who belongs, or belonged, to the company."""
    return _apart(user, visit, queries.REPORTS, _("Only purchasing or shared growth reports a site visit."))


def may_decide_visit(user: User, visit: SiteVisit) -> Verdict:
    """Who may verify certificates, and did not report the visit."""
    if visit.reported_by_id == user.pk:
        return no(_("Who reports a visit does not decide on it."))
    refusal = _("Only a purchasing officer or ESG reviewer decides on a site visit.")
    return _apart(user, visit, queries.DECIDES, refusal)


def _apart(user: User, visit: SiteVisit, codes: tuple[str, ...], refusal: str) -> Verdict:
    if user.is_service or not user.is_internal or not user.has_role(*codes):
        return no(refusal)
    if user.memberships.filter(company=visit.company_id).exists():
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES
