"""What changed in the API, newest last. Who changes an operation adds a line: the client's version counts them."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.developers.registry import Change, changes

changes += [
    Change(
        day=date(2026, 11, 26),
        kind="added",
        said=_("The first version: catalogue, questions, quotes, tenders and sealed bids."),
    ),
    Change(
        day=date(2026, 11, 26),
        kind="added",
        said=_("Contracts, deliveries, invoices, receivables and the bank's messages."),
    ),
    Change(
        day=date(2026, 11, 26),
        kind="added",
        said=_("ESG, support programmes, funds, benefit sharing, certificates, jobs and results."),
    ),
    Change(
        day=date(2026, 11, 27),
        kind="changed",
        said=_(
            "One style of lists: values separated by commas, ranges by _from and _before, cursors everywhere, expand; "
            "unknown parameters are refused."
        ),
    ),
    Change(
        day=date(2026, 11, 27),
        kind="added",
        said=_("Webhooks, the change feed, exports, calendars, UBL documents, the sandbox."),
    ),
    Change(
        day=date(2026, 11, 27),
        kind="added",
        said=_(
            "ETag and If-Match, RateLimit headers, a page for each problem code, a second secret during rotation, "
            "the log of a client's own requests."
        ),
    ),
    Change(
        day=date(2026, 11, 27),
        kind="added",
        said=_("Rows of products answer what their drafts still lack before the review; a sandbox reviews products."),
        operations=("products_bulk",),
    ),
]
