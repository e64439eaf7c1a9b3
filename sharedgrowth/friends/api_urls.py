"""Addresses of the Friends' API."""

from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from sharedgrowth.friends.api.friends import (
    FriendsActivityViewSet,
    FriendsCampaignViewSet,
    FriendsDonationViewSet,
    FriendsPrepaymentViewSet,
)

router = SimpleRouter()
router.register("friends-activities", FriendsActivityViewSet, basename="api-friends-activity")
router.register("friends-campaigns", FriendsCampaignViewSet, basename="api-friends-campaign")
router.register("friends-donations", FriendsDonationViewSet, basename="api-friends-donation")
router.register("friends-prepayments", FriendsPrepaymentViewSet, basename="api-friends-prepayment")

urlpatterns: list[URLPattern] = [*router.urls]
