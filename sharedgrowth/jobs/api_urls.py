"""The API of Youth Dream job matching."""

from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from sharedgrowth.jobs.api.cohorts import YouthCohortViewSet
from sharedgrowth.jobs.api.matching import JobMatchViewSet, JobPlacementViewSet, JobVacancyViewSet

urlpatterns: list[URLPattern] = []

# Vacancies, matches, placements ---------------------------------------------------------------------------------------
match_router = SimpleRouter()
match_router.register("job-vacancies", JobVacancyViewSet, basename="api-job-vacancy")
match_router.register("job-matches", JobMatchViewSet, basename="api-job-match")
match_router.register("job-placements", JobPlacementViewSet, basename="api-job-placement")
urlpatterns += match_router.urls

# Cohorts --------------------------------------------------------------------------------------------------------------
cohort_router = SimpleRouter()
cohort_router.register("youth-cohorts", YouthCohortViewSet, basename="api-youth-cohort")
urlpatterns += cohort_router.urls
