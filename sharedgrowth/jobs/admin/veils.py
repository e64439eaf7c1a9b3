"""What windows of the ground floor leave out, because it would put a name beside an application. Source: PII-08."""

from django.db.models import QuerySet

from portal.veils import veil


@veil("notices.Notice", "jobs")
def leave_out_news(rows: QuerySet) -> QuerySet:
    """Who was told what of the own application, match or offer."""
    return rows.exclude(kind__startswith="jobs.")
