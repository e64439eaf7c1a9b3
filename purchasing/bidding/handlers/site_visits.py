"""Who is told of the yearly sample, of a report, and of its end."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.queries import buyer_people_with_role
from purchasing.bidding import queries
from purchasing.bidding.models import SiteSample, SiteVisit
from purchasing.bidding.states.site_visits import VisitState

for _kind in (
    Kind(
        key="bidding.site_sample_drawn",
        title=_("The sample of certified companies of %(year)s is drawn: %(drawn)s to visit"),
        text=_("Visit them within the year, and report what was seen. The companies are not told before."),
    ),
    Kind(
        key="bidding.site_visit_reported",
        title=_("A site visit to %(name)s waits for a second person"),
        text=_("Look at the evidence and confirm the finding, or have the visit repeated."),
    ),
    Kind(
        key="bidding.site_visit_rejected",
        title=_("After a site visit certificates of %(name)s were revoked"),
        text=_("Every preference that rests on them ends today. Awards that wait are looked at again."),
    ),
):
    kinds.register(_kind)


@on("bidding.site_sample_drawn")
def tell_visitors(*, sample: int, **_later) -> None:
    """Purchasing and shared growth."""
    drawn = SiteSample.objects.get(pk=sample)
    params = {"year": drawn.year, "drawn": len(drawn.drawn)}
    people = buyer_people_with_role(*queries.REPORTS)
    notify(people, "bidding.site_sample_drawn", params=params, url_name="bidding:site-visits", url_args=[])


def _tell(kind: str, visit: SiteVisit, *roles: str) -> None:
    name = bilingual(visit.company.legal_name_ko, visit.company.legal_name_en)
    people = buyer_people_with_role(*roles).exclude(pk=visit.reported_by_id)
    notify(people, kind, params={"name": name}, url_name="bidding:site-visit", url_args=[str(visit.uid)])


@on("bidding.site_visit_reported")
def tell_deciders(*, visit: int, **_later) -> None:
    """Who may decide, unless somebody has."""
    reported = SiteVisit.objects.select_related("company").get(pk=visit)
    if reported.state == VisitState.SEEN:
        _tell("bidding.site_visit_reported", reported, *queries.DECIDES)


@on("bidding.site_visit_rejected")
def tell_of_revocation(*, visit: int, **_later) -> None:
    """Purchasing, auditors and compliance; the company reads the reason at its certificate."""
    _tell("bidding.site_visit_rejected", SiteVisit.objects.select_related("company").get(pk=visit), "PO", "AU", "CP")
