"""The API of Benefit Sharing."""

from django.urls import path
from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from sharedgrowth.benefit.api.sharing import BenefitMeasurementViewSet, BenefitShareViewSet
from sharedgrowth.benefit.api.tasks import BenefitProposals, BenefitTaskViewSet

urlpatterns: list[URLPattern] = []

# Tasks ---------------------------------------------------------------------------------------------------------------
task_router = SimpleRouter()
task_router.register("benefit-tasks", BenefitTaskViewSet, basename="api-benefit-task")
urlpatterns += [path("benefit-tasks/propose/", BenefitProposals.as_view(), name="api-benefit-propose")]
urlpatterns += task_router.urls

# Years of sharing, measurements ---------------------------------------------------------------------------------------
money_router = SimpleRouter()
money_router.register("benefit-shares", BenefitShareViewSet, basename="api-benefit-share")
money_router.register("benefit-measurements", BenefitMeasurementViewSet, basename="api-benefit-measurement")
urlpatterns += money_router.urls
