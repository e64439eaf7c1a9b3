"""Lists of products on the dashboards of those who sent them in and of those who review them."""

from collections.abc import Iterable
from itertools import islice

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import BulkJob
from catalog.policies import REVIEWERS, WRITERS
from catalog.queries.bulk import batches_waiting, rows_to_take_over
from catalog.states import BulkState, BulkVerdict
from portal.home.registry import Card, Row, cards
from portal.words import deeds

ON_DASHBOARD = 3


def list_rows(request: HttpRequest) -> Iterable[Row]:
    """Lists that wait for their owner: columns to assign, a check to look at, a fault; none that says "as it is"."""
    found = BulkJob.objects.filter(
        company_id=request.user.company_id, state__in=[BulkState.UPLOADED, BulkState.CHECKED, BulkState.FAILED]
    )
    waiting = (job for job in found.order_by("-id") if job.state != BulkState.CHECKED or _says_something(job))
    for job in islice(waiting, ON_DASHBOARD):
        verb, consequence, name, kind = {
            BulkState.UPLOADED: (
                _("Assign"),
                _("Its columns are to be assigned before it is checked."),
                "columns",
                "wait",
            ),
            BulkState.CHECKED: (
                _("Look"),
                _("It is checked. Nothing comes in before you take it over.")
                if rows_to_take_over(job.counts)
                else _("Nothing in this file changes your catalogue."),
                "detail",
                "info",
            ),
            BulkState.FAILED: (_("Look"), job.failure or _("It stopped by a fault."), "detail", "bad"),
        }[BulkState(job.state)]
        yield Row(
            title=f"{job.number}: {job.name}",
            consequence=consequence,
            url=reverse(f"catalog:bulk-{name}", args=[job.uid]),
            verb=verb,
            kind=kind,
            icon="upload",
        )


def _says_something(job: BulkJob) -> bool:
    """Whether the check found more than rows that are in the catalogue as they stand."""
    return any(count for verdict, count in job.counts.items() if verdict != BulkVerdict.UNCHANGED)


def batch_rows(request: HttpRequest) -> Iterable[Row]:
    """Lists that wait for a reviewer, as one line each."""
    for batch in batches_waiting()[:ON_DASHBOARD]:
        title = ngettext("%(count)s product of one list waits", "%(count)s products of one list wait", batch.size)
        yield Row(
            title=title % {"count": f"{batch.size:,}"},
            consequence=str(batch.company),
            url=reverse("catalog:batch-detail", args=[batch.uid]),
            verb=_("Review"),
            kind="wait",
            icon="clipboard-check",
            soon=1,
        )


cards.add("catalog-lists", Card(rows=list_rows, roles=frozenset(WRITERS), order=21))
cards.add("catalog-batches", Card(rows=batch_rows, roles=frozenset(REVIEWERS), order=21))

for what, words in {
    "catalog.bulkjob.uploaded": gettext_lazy("List sent in"),
    "catalog.bulkjob.check": gettext_lazy("Check begun"),
    "catalog.bulkjob.finish_check": gettext_lazy("Checked"),
    "catalog.bulkjob.apply": gettext_lazy("Taking over begun"),
    "catalog.bulkjob.rows_applied": gettext_lazy("Rows taken over"),
    "catalog.bulkjob.finish": gettext_lazy("Taken over"),
    "catalog.bulkjob.cancel": gettext_lazy("List cancelled"),
    "catalog.bulkjob.fail": gettext_lazy("Stopped by a fault"),
    "catalog.bulkjob.resume_check": gettext_lazy("Check gone on with"),
    "catalog.bulkjob.resume_apply": gettext_lazy("Taking over gone on with"),
    "catalog.reviewbatch.begun": gettext_lazy("Sending in begun"),
    "catalog.reviewbatch.submit": gettext_lazy("List sent to the review"),
    "catalog.reviewbatch.drop": gettext_lazy("Nothing was ready"),
    "catalog.reviewbatch.withdraw": gettext_lazy("List withdrawn"),
    "catalog.reviewbatch.take_up": gettext_lazy("Review taken up"),
    "catalog.reviewbatch.put_back": gettext_lazy("Put back into the queue"),
    "catalog.reviewbatch.sample_drawn": gettext_lazy("Sample drawn"),
    "catalog.reviewbatch.publish": gettext_lazy("Publishing begun"),
    "catalog.reviewbatch.finish_publishing": gettext_lazy("List published"),
    "catalog.reviewbatch.return": gettext_lazy("Returning begun"),
    "catalog.reviewbatch.finish_returning": gettext_lazy("List returned"),
    "catalog.productversion.looked_at": gettext_lazy("Looked at in a list"),
}.items():
    deeds.add(what, words)
