"""The Friends for programs: activities and campaigns for everybody, the company's own donations and prepayments."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Thing, Told
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    days,
    moments,
)
from sharedgrowth.friends.models import Activity, Campaign, Donation, Market, Prepayment
from sharedgrowth.friends.queries import activities, campaigns, donations
from sharedgrowth.friends.states import (
    ActivityState,
    ActivityType,
    CampaignState,
    DonationKind,
    DonationState,
    PrepaymentState,
)
from sharedgrowth.friends.states.activities import PUBLIC_ACTIVITIES
from sharedgrowth.friends.states.campaigns import PUBLIC_CAMPAIGNS


# Out -----------------------------------------------------------------------------------------------------------------
class FriendsActivityOut(Thing, serializers.ModelSerializer):
    """A public activity; nobody who takes part is named."""

    page, page_by = "friends:activity-detail", "number"
    door, door_by = "api-friends-activity-detail", "number"

    state = serializers.ChoiceField(choices=ActivityState.choices)
    type = serializers.ChoiceField(choices=ActivityType.choices)
    taken = serializers.IntegerField(help_text="Places that are taken.")

    class Meta:
        model = Activity
        fields = (
            "uid", "number", "state", "type", "title_ko", "title_en", "summary_ko", "summary_en", "region", "place",
            "begins_at", "ends_at", "closes_at", "capacity", "taken", "guests",
        )  # fmt: skip
        read_only_fields = fields


class FriendsMarketOut(Told, serializers.ModelSerializer):
    """A market of a campaign."""

    class Meta:
        model = Market
        fields = ("region", "name_ko", "name_en", "matched_won")
        read_only_fields = fields


def campaigns_told(user):
    """Campaigns that were opened, for everybody alike."""
    found = campaigns.campaigns_visible_to(user).filter(state__in=PUBLIC_CAMPAIGNS)
    return found.prefetch_related("markets").order_by()


class FriendsCampaignOut(Thing, serializers.ModelSerializer):
    """A campaign that was opened."""

    page, page_by = "friends:campaign-detail", "number"
    door, door_by = "api-friends-campaign-detail", "number"

    state = serializers.ChoiceField(choices=CampaignState.choices)
    markets = FriendsMarketOut(many=True)

    class Meta:
        model = Campaign
        fields = (
            "uid", "number", "state", "title_ko", "title_en", "summary_ko", "summary_en", "closes_on", "match_cap_won",
            "voucher_months", "markets",
        )  # fmt: skip
        read_only_fields = fields


class FriendsDonationOut(Thing, serializers.ModelSerializer):
    """A donation of the client's company."""

    page, page_by = "friends:donation-detail", "number"
    door, door_by = "api-friends-donation-detail", "number"

    state = serializers.ChoiceField(choices=DonationState.choices)
    kind = serializers.ChoiceField(choices=DonationKind.choices)
    recipient = serializers.CharField(source="recipient.name_ko")

    class Meta:
        model = Donation
        fields = (
            "uid", "number", "state", "kind", "what", "quantity", "unit", "value_won", "recipient", "pledged_at",
            "handed_on", "receipt_no", "receipted_on", "keep_until",
        )  # fmt: skip
        read_only_fields = fields


class FriendsPrepaymentOut(Thing, serializers.ModelSerializer):
    """A prepayment of the client's company; codes of vouchers are on paper alone."""

    page, page_by = "friends:prepayment-detail", "number"
    door, door_by = "api-friends-prepayment-detail", "number"
    expansions = {"campaign": Expansion(FriendsCampaignOut, campaigns_told, by="shop.market.campaign_id")}

    state = serializers.ChoiceField(choices=PrepaymentState.choices)
    campaign = serializers.CharField(source="shop.market.campaign.number")
    market = serializers.CharField(source="shop.market.name_ko")
    shop = serializers.CharField(source="shop.name")
    vouchers = serializers.SerializerMethodField(help_text="How many vouchers were made out.")

    class Meta:
        model = Prepayment
        fields = (
            "uid", "number", "state", "campaign", "market", "shop", "amount_won", "paid_on", "expires_on", "vouchers",
            "rest_won", "settled_on",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField())
    def get_vouchers(self, prepayment: Prepayment) -> int:
        """Of the batch."""
        return len(prepayment.vouchers.all())


# Doors ---------------------------------------------------------------------------------------------------------------


class FriendsActivityFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(sorted(PUBLIC_ACTIVITIES))
    type = ChoicesFilter(ActivityType)
    region = CodesFilter(label="Regions (ISO 3166-2).")
    begins_from, begins_before = moments("begins_at")

    class Meta:
        model = Activity
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="friends_activities_list", summary="Activities of the Friends", tags=["friends"]),
    retrieve=extend_schema(operation_id="friends_activities_retrieve", summary="One activity", tags=["friends"]),
)
class FriendsActivityViewSet(ApiViewSet):
    """What everybody reads."""

    public_reads = True
    serializer_class = FriendsActivityOut
    queryset = Activity.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)
    ordering_fields = ("number", "begins_at", "closes_at")
    filterset_class = FriendsActivityFilter

    def get_queryset(self):
        """Public ones, for everybody alike."""
        return activities.activities_found(self.request.user).filter(state__in=PUBLIC_ACTIVITIES).order_by()


class FriendsCampaignFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(sorted(PUBLIC_CAMPAIGNS))
    closes_from, closes_before = days("closes_on")

    class Meta:
        model = Campaign
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="friends_campaigns_list", summary="Advance-payment campaigns", tags=["friends"]),
    retrieve=extend_schema(operation_id="friends_campaigns_retrieve", summary="One campaign", tags=["friends"]),
)
class FriendsCampaignViewSet(ApiViewSet):
    """What was opened."""

    public_reads = True
    serializer_class = FriendsCampaignOut
    queryset = Campaign.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)
    ordering_fields = ("number", "closes_on")
    filterset_class = FriendsCampaignFilter

    def get_queryset(self):
        """Public ones, for everybody alike."""
        return campaigns_told(self.request.user)


class FriendsDonationFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(DonationState)
    kind = ChoicesFilter(DonationKind)
    pledged_from, pledged_before = moments("pledged_at")
    handed_from, handed_before = days("handed_on")

    class Meta:
        model = Donation
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="friends_donations_list", summary="Own donations", tags=["friends"]),
    retrieve=extend_schema(operation_id="friends_donations_retrieve", summary="One donation", tags=["friends"]),
)
class FriendsDonationViewSet(ApiViewSet):
    """The company's own."""

    scopes = {"read": "friends.read"}
    serializer_class = FriendsDonationOut
    queryset = Donation.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)
    ordering_fields = ("number", "pledged_at", "handed_on")
    filterset_class = FriendsDonationFilter

    def get_queryset(self):
        """The company's."""
        return donations.donations_visible_to(self.request.user).order_by()


class FriendsPrepaymentFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(PrepaymentState)
    campaign = CodesFilter("shop__market__campaign__number", label="Numbers of campaigns.")
    paid_from, paid_before = days("paid_on")
    expires_from, expires_before = days("expires_on")

    class Meta:
        model = Prepayment
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="friends_prepayments_list", summary="Own prepayments", tags=["friends"]),
    retrieve=extend_schema(operation_id="friends_prepayments_retrieve", summary="One prepayment", tags=["friends"]),
)
class FriendsPrepaymentViewSet(ApiViewSet):
    """The company's own."""

    scopes = {"read": "friends.read"}
    serializer_class = FriendsPrepaymentOut
    queryset = Prepayment.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)
    ordering_fields = ("number", "paid_on", "expires_on")
    filterset_class = FriendsPrepaymentFilter

    def get_queryset(self):
        """The company's."""
        return campaigns.prepayments_visible_to(self.request.user).prefetch_related("vouchers").order_by()
