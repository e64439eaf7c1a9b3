"""FIND: the timeline of a thing, and the entries an auditor may read."""

from collections.abc import Iterator

from django.db.models import QuerySet

from portal.audit.models import AuditEntry


def timeline_of(thing) -> QuerySet[AuditEntry]:
    """All entries about ``thing``, newest first, ready to show. The caller has already decided that it may be seen."""
    return (
        AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))
        .select_related("by", "link")
        .order_by("-id")
    )


def entries_visible_to(user) -> QuerySet[AuditEntry]:
    """Auditors and compliance read everything; all others nothing here (they see the timelines of their things)."""
    entries = AuditEntry.objects.select_related("by", "link").order_by("-id")
    return entries if user.has_role("AU", "CP") else entries.none()


def chain() -> Iterator[tuple]:
    """Every linked entry in the order of the chain, as the columns that were hashed."""
    rows = AuditEntry.objects.exclude(link=None).order_by("link__seq")
    yield from rows.values_list(
        "link__seq",
        "id",
        "at",
        "by_id",
        "company_id",
        "what",
        "thing_type",
        "thing_id",
        "before",
        "after",
        "reason",
        "payload",
        "payload_sha256",
        "link__prev_hash",
        "link__hash",
    ).iterator(chunk_size=2000)
