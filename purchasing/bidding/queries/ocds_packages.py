"""Releases and records in the packages that OCDS defines."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from portal.people.models import Company
from purchasing.bidding.models import OcdsRelease
from purchasing.bidding.queries.ocds import EXTENSIONS
from purchasing.bidding.queries.ocds_words import exact_moment
from purchasing.bidding.rules.ocds import compiled

POLICY = "bidding:open-data"


def package(*, uri: str, published_at: datetime, **content: Any) -> dict[str, Any]:
    """The envelope of releases or records."""
    buyer = Company.objects.filter(is_buyer=True).first()
    policy = settings.BASE_URL + reverse(POLICY)
    return {
        "uri": uri,
        "version": "1.1",
        "publishedDate": exact_moment(published_at),
        "publisher": {"name": buyer.legal_name_ko if buyer else str(settings.PORTAL_NAME)},
        "license": f"{policy}#use",
        "publicationPolicy": policy,
        "extensions": EXTENSIONS,
        **content,
    }


def record_of(releases: Sequence[OcdsRelease]) -> dict[str, Any]:
    """The record of one process: its releases, and all of them merged into one."""
    documents = [release.document for release in releases]
    ocid = releases[0].ocid
    return {"ocid": ocid, "releases": documents, "compiledRelease": compiled(ocid, documents)}


def records(releases: QuerySet[OcdsRelease]) -> Iterable[dict[str, Any]]:
    """The records of all processes among ``releases``, one after the other."""
    for _ocid, rows in groupby(releases.order_by("ocid", "seq").iterator(), key=lambda release: release.ocid):
        yield record_of(list(rows))
