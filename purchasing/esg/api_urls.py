"""API of ESG purchasing, under ``/api/v1/``."""

from django.urls import path
from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from purchasing.esg.api.actions import CorrectiveActionViewSet, EvidenceOfAction, LimitationViewSet, RedFlagViewSet
from purchasing.esg.api.answers import AnswersOfAssessment, EvidenceViewSet, QuestionSetViewSet
from purchasing.esg.api.courses import CourseEnrolmentViewSet
from purchasing.esg.api.eco import EcoPurchaseViewSet
from purchasing.esg.api.gate import CodeConsentViewSet, CodeInForce, EntryViewSet
from purchasing.esg.api.minerals import ContentsOfDeclaration, MineralDeclarationViewSet, SmeltersOfDeclaration
from purchasing.esg.api.scorecard import EsgAssessmentViewSet, EsgRatingViewSet, EsgScoreViewSet, ItemsOfScore

urlpatterns: list[URLPattern] = []

# Responsible minerals -------------------------------------------------------------------------------------------------
mineral_router = SimpleRouter()
mineral_router.register("minerals", MineralDeclarationViewSet, basename="api-mineral")
mineral_router.register("eco-purchases", EcoPurchaseViewSet, basename="api-eco-purchase")
urlpatterns += [
    path("minerals/<uuid:uid>/contents/", ContentsOfDeclaration.as_view(), name="api-mineral-contents"),
    path("minerals/<uuid:uid>/smelters/", SmeltersOfDeclaration.as_view(), name="api-mineral-smelters"),
    *mineral_router.urls,
]

# Corrective actions, red flags, limitations ---------------------------------------------------------------------------
action_router = SimpleRouter()
action_router.register("esg/actions", CorrectiveActionViewSet, basename="api-esg-action")
action_router.register("esg/flags", RedFlagViewSet, basename="api-esg-flag")
action_router.register("esg/limitations", LimitationViewSet, basename="api-esg-limitation")
urlpatterns += [
    path("esg/actions/<uuid:uid>/evidence/", EvidenceOfAction.as_view(), name="api-esg-action-evidence"),
    *action_router.urls,
]

# Question sets, answers, the library of documents ---------------------------------------------------------------------
answer_router = SimpleRouter()
answer_router.register("esg/sets", QuestionSetViewSet, basename="api-esg-set")
answer_router.register("esg/evidence", EvidenceViewSet, basename="api-esg-evidence")
urlpatterns += [
    path("esg/assessments/<uuid:uid>/answers/", AnswersOfAssessment.as_view(), name="api-esg-answers"),
    *answer_router.urls,
]

# Assessments, scores, ratings by others -------------------------------------------------------------------------------
score_router = SimpleRouter()
score_router.register("esg/assessments", EsgAssessmentViewSet, basename="api-esg-assessment")
score_router.register("esg/scores", EsgScoreViewSet, basename="api-esg-score")
score_router.register("esg/ratings", EsgRatingViewSet, basename="api-esg-rating")
urlpatterns += [
    path("esg/scores/<uuid:uid>/items/", ItemsOfScore.as_view(), name="api-esg-score-items"),
    *score_router.urls,
]

# Courses --------------------------------------------------------------------------------------------------------------
course_router = SimpleRouter()
course_router.register("esg/enrolments", CourseEnrolmentViewSet, basename="api-esg-enrolment")
urlpatterns += course_router.urls

# The entry gate -------------------------------------------------------------------------------------------------------
gate_router = SimpleRouter()
gate_router.register("esg/entries", EntryViewSet, basename="api-esg-entry")
gate_router.register("esg/consents", CodeConsentViewSet, basename="api-esg-consent")
urlpatterns += [path("esg/code/", CodeInForce.as_view(), name="api-esg-code"), *gate_router.urls]
