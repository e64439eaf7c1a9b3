"""Addresses of bidding's API, under ``/api/v1/``."""

from rest_framework.routers import SimpleRouter

from purchasing.bidding.api import TenderViewSet

router = SimpleRouter()
router.register("tenders", TenderViewSet, basename="api-tender")
urlpatterns = router.urls
