"""Technology offers for programs, and the company's own licences."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Thing
from portal.api.filters import (
    ApiFilterSet,
    CodesFilter,
    choices_of,
    days,
    moments,
)
from portal.clock import today
from sharedgrowth.support.models import TechLicence, TechOffer
from sharedgrowth.support.queries import offers as queries


class TechOfferOut(Thing, serializers.ModelSerializer):
    """A technology that suppliers may licence."""

    page, page_by = "support:offer-detail", "number"
    door, door_by = "api-offer-detail", "number"

    class Meta:
        model = TechOffer
        fields = (
            "number", "field", "title_ko", "title_en", "summary_ko", "summary_en", "patent_no", "patent_office",
            "filed_on", "expires_on", "readiness", "terms", "fee_won", "royalty_pct", "years", "exclusive",
            "published_at",
        )  # fmt: skip
        read_only_fields = fields


def offers_told(_user):
    """Offered today."""
    return queries.offers_public(today()).order_by()


class TechLicenceOut(Thing, serializers.ModelSerializer):
    """A licence of the client's company."""

    page, page_by = "support:licence-detail", "number"
    door = "api-licence-detail"
    expansions = {"offer": Expansion(TechOfferOut, offers_told, by="offer_id")}

    offer = serializers.SlugField(source="offer.number")

    class Meta:
        model = TechLicence
        fields = (
            "uid", "number", "offer", "state", "asked_at", "fee_won", "royalty_pct", "begins_on", "ends_on",
            "exclusive", "conditions", "company_signed_at", "buyer_signed_at", "transferred_on",
        )  # fmt: skip
        read_only_fields = fields


class TechOfferFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    field = choices_of(TechOffer, "field")
    published_from, published_before = moments("published_at")
    expires_from, expires_before = days("expires_on")

    class Meta:
        model = TechOffer
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="offers_list", summary="Technology offers", tags=["support"]),
    retrieve=extend_schema(operation_id="offers_retrieve", summary="One technology offer", tags=["support"]),
)
class TechOfferViewSet(ApiViewSet):
    """What can be asked for."""

    public_reads = True
    serializer_class = TechOfferOut
    queryset = TechOffer.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)
    ordering_fields = ("number", "published_at", "expires_on")
    filterset_class = TechOfferFilter

    def get_queryset(self):
        """Offered today."""
        return offers_told(self.request.user)


class TechLicenceFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    offer = CodesFilter("offer__number", label="Numbers of offers.")
    state = choices_of(TechLicence, "state")
    asked_from, asked_before = moments("asked_at")

    class Meta:
        model = TechLicence
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="licences_list", summary="Own licences of technologies", tags=["support"]),
    retrieve=extend_schema(operation_id="licences_retrieve", summary="One licence", tags=["support"]),
)
class TechLicenceViewSet(ApiViewSet):
    """Licences of the client's company."""

    scopes = {"read": "support.read"}
    serializer_class = TechLicenceOut
    queryset = TechLicence.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "asked_at", "begins_on", "ends_on")
    filterset_class = TechLicenceFilter

    def get_queryset(self):
        """The company's."""
        return queries.licences_visible_to(self.request.user).order_by()
