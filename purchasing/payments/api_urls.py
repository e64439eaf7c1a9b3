"""API of payments."""

from rest_framework.routers import SimpleRouter

from purchasing.payments.api.receivables import ReceivableViewSet

router = SimpleRouter()
router.register("receivables", ReceivableViewSet, basename="api-receivable")
urlpatterns = [
    *router.urls,
]
