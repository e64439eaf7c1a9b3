"""Who is told of a report."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.queries import buyer_people_with_role
from sharedgrowth.impact.models import Report
from sharedgrowth.impact.policies.reports import PUBLISHERS

PAGE = "impact:report-detail"


def _tell(people, kind: str, report: Report, **more: object) -> None:
    params = {"year": report.year, "version": report.version, **more}
    notify(people, kind, params=params, url_name=PAGE, url_args=[report.year, report.version])


@on("impact.report_proposed")
def tell_who_may_publish(*, report: int, **_later) -> None:
    """The other officers and approvers."""
    found = Report.objects.get(pk=report)
    _tell(buyer_people_with_role(*PUBLISHERS).exclude(pk=found.written_by_id), "impact.report_to_publish", found)


@on("impact.report_returned")
def tell_writer(*, report: int, **_later) -> None:
    """Who wrote it."""
    found = Report.objects.select_related("written_by").get(pk=report)
    _tell([found.written_by], "impact.report_returned", found, reason=found.reason)


WORDS = (
    (
        "impact.report_to_publish",
        _("The report of results of %(year)s waits for publication"),
        _("Version %(version)s. Who wrote it does not publish it: please compare it with the pages."),
    ),
    (
        "impact.report_returned",
        _("The report of results of %(year)s came back to you"),
        _("%(reason)s"),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text))
