"""Addresses of bidding's API, under ``/api/v1/``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from purchasing.bidding.api import QuestionViewSet, TenderViewSet

router = SimpleRouter()
router.register("tenders", TenderViewSet, basename="api-tender")
urlpatterns = [
    path(
        "tenders/<uuid:uid>/questions/",
        QuestionViewSet.as_view({"get": "list", "post": "create"}),
        name="api-tender-questions",
    ),
    *router.urls,
]
