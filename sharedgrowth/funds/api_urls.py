"""The API of funds."""

from rest_framework.routers import SimpleRouter

from sharedgrowth.funds.api.funds import CommitmentViewSet, DrawdownViewSet, GemFundViewSet

router = SimpleRouter()
router.register("fund-commitments", CommitmentViewSet, basename="api-fund-commitment")
router.register("fund-drawdowns", DrawdownViewSet, basename="api-fund-drawdown")
router.register("gem-funds", GemFundViewSet, basename="api-gem-fund")
urlpatterns = router.urls
