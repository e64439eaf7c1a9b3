"""Open data for programs: release and record packages of OCDS 1.1.5, for everybody, without a token."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView
from portal.api.limits import MOST_PER_PAGE
from portal.clock import db_now
from purchasing.bidding.models import OcdsRelease
from purchasing.bidding.queries.ocds import releases_of
from purchasing.bidding.queries.ocds_packages import package, record_of

MOST_NUMBER = 2**63 - 1
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": MOST_NUMBER},
    description="The last number of the page before; take it from `links.next`.",
)
SINCE = OpenApiParameter(
    "since", OpenApiTypes.DATETIME, description="Only releases made at this moment or later (ISO 8601 with a zone)."
)


class ReleasesIn(serializers.Serializer):
    """What releases may be asked for by."""

    after = fields.DigitsField(min_value=0, max_value=MOST_NUMBER, default=0)
    since = serializers.DateTimeField(required=False)


class RecordsIn(serializers.Serializer):
    """What records may be asked for by."""

    after = serializers.CharField(max_length=60, required=False, default="", trim_whitespace=False)


def _asked(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    asked = form(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    return asked.validated_data


def _answer(request: Request, following: str, **content: Any) -> Response:
    uri = request.build_absolute_uri()
    links = {"links": {"next": settings.BASE_URL + following}} if following else {}
    return Response(package(uri=uri, published_at=db_now(), **links, **content))


class OcdsReleases(ApiView):
    """Releases, oldest first."""

    parameters = {"get": ("after", "since")}
    public_reads = True

    @extend_schema(
        operation_id="ocds_releases",
        summary="Releases (OCDS)",
        description=(
            "A release package of the Open Contracting Data Standard 1.1.5: every change of what everybody may know "
            "of a tender, oldest first, 100 a page; `links.next` names the next page. No token needed."
        ),
        tags=["open data"],
        parameters=[AFTER, SINCE],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """One page."""
        asked = _asked(ReleasesIn, request)
        found: QuerySet[OcdsRelease] = OcdsRelease.objects.filter(pk__gt=asked["after"]).order_by("pk")
        if since := asked.get("since"):
            found = found.filter(released_at__gte=since)
        rows = list(found[: MOST_PER_PAGE + 1])
        following = ""
        if len(rows) > MOST_PER_PAGE:
            rows.pop()
            kept = f"&since={since:%Y-%m-%dT%H:%M:%S%z}".replace("+", "%2B") if since else ""
            following = f"{reverse('api-ocds-releases')}?after={rows[-1].pk}{kept}"
        return _answer(request, following, releases=[row.document for row in rows])


class OcdsRecords(ApiView):
    """Records: where every process stands now."""

    parameters = {"get": ("after",)}
    public_reads = True

    @extend_schema(
        operation_id="ocds_records",
        summary="Records (OCDS)",
        description=(
            "A record package of OCDS 1.1.5: for each contracting process its releases and the compiled release. "
            "20 a page, by OCID; `links.next` names the next page. No token needed."
        ),
        tags=["open data"],
        parameters=[OpenApiParameter("after", OpenApiTypes.STR, description="The last OCID of the page before.")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """One page."""
        after = _asked(RecordsIn, request)["after"]
        ocids = list(
            OcdsRelease.objects.filter(seq=1, ocid__gt=after).order_by("ocid").values_list("ocid", flat=True)[:21]
        )
        following = f"{reverse('api-ocds-records')}?after={ocids[19]}" if len(ocids) > 20 else ""
        by_ocid: dict[str, list[OcdsRelease]] = {ocid: [] for ocid in ocids[:20]}
        for release in OcdsRelease.objects.filter(ocid__in=by_ocid).order_by("ocid", "seq"):
            by_ocid[release.ocid].append(release)
        return _answer(request, following, records=[record_of(rows) for rows in by_ocid.values()])


class OcdsRecord(ApiView):
    """The record of one process."""

    public_reads = True

    @extend_schema(
        operation_id="ocds_record",
        summary="The record of a process (OCDS)",
        description="A record package with one record: all releases of the process and the compiled release.",
        tags=["open data"],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, ocid: str) -> Response:
        """All of it."""
        rows = list(releases_of(ocid))
        if not rows:
            raise Http404
        return _answer(request, "", records=[record_of(rows)])
