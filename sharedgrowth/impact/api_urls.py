"""The API of impact."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from sharedgrowth.impact.api.results import ImpactReportViewSet, PublishedFigureList, ResultList, ResultShow

router = SimpleRouter()
router.register("impact-reports", ImpactReportViewSet, basename="api-impact-report")
urlpatterns = [
    path("results/", ResultList.as_view(), name="api-results"),
    path("results/<str:key>/", ResultShow.as_view(), name="api-result"),
    path("published-figures/", PublishedFigureList.as_view(), name="api-published-figures"),
    *router.urls,
]
