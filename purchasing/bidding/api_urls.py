"""Addresses of bidding's API, under ``/api/v1/``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from purchasing.bidding.api import (
    AnswersToExplanation,
    AnswersToMend,
    BidFileOfTender,
    CostModelOfTender,
    CostsOfTender,
    DebriefOfTender,
    EvaluationOfTender,
    ExplanationOfTender,
    GuaranteeViewSet,
    MendOfTender,
    NoticeOfTender,
    ObjectionViewSet,
    OcdsRecord,
    OcdsRecords,
    OcdsReleases,
    OwnBidViewSet,
    PlanViewSet,
    QuestionViewSet,
    ReceiptOfBid,
    SimulationView,
    SiteVisitViewSet,
    TenderFigures,
    TenderViewSet,
    WithdrawalOfObjection,
)

router = SimpleRouter()
router.register("tenders", TenderViewSet, basename="api-tender")
urlpatterns = [
    path("ocds/releases/", OcdsReleases.as_view(), name="api-ocds-releases"),
    path("ocds/records/", OcdsRecords.as_view(), name="api-ocds-records"),
    path("ocds/records/<str:ocid>/", OcdsRecord.as_view(), name="api-ocds-record"),
    path(
        "tenders/<uuid:uid>/questions/",
        QuestionViewSet.as_view({"get": "list", "post": "create"}),
        name="api-tender-questions",
    ),
    path("tenders/<uuid:uid>/bid-files/", BidFileOfTender.as_view(), name="api-tender-bid-file"),
    path("tenders/<uuid:uid>/notice/", NoticeOfTender.as_view(), name="api-tender-notice"),
    path("tender-plans/", PlanViewSet.as_view({"get": "list"}), name="api-tender-plans"),
    path("bids/", OwnBidViewSet.as_view({"get": "list"}), name="api-own-bids"),
    path("bids/<uuid:uid>/receipt/", ReceiptOfBid.as_view(), name="api-own-bid-receipt"),
    path("tenders/<uuid:uid>/explanation/", ExplanationOfTender.as_view(), name="api-tender-explanation"),
    path(
        "tenders/<uuid:uid>/explanation/answers/",
        AnswersToExplanation.as_view(),
        name="api-tender-explanation-answers",
    ),
    path("tenders/<uuid:uid>/mend/", MendOfTender.as_view(), name="api-tender-mend"),
    path("tenders/<uuid:uid>/mend/answers/", AnswersToMend.as_view(), name="api-tender-mend-answers"),
    path("tenders/<uuid:uid>/evaluation/", EvaluationOfTender.as_view(), name="api-tender-evaluation"),
    path("tender-figures/", TenderFigures.as_view(), name="api-tender-figures"),
    path("tenders/<uuid:uid>/debrief/", DebriefOfTender.as_view(), name="api-tender-debrief"),
    path(
        "tenders/<uuid:uid>/objections/",
        ObjectionViewSet.as_view({"get": "list", "post": "create"}),
        name="api-tender-objections",
    ),
    path(
        "tenders/<uuid:uid>/objections/<uuid:objection>/withdrawal/",
        WithdrawalOfObjection.as_view(),
        name="api-tender-objection-withdrawal",
    ),
    path("tenders/<uuid:uid>/cost-model/", CostModelOfTender.as_view(), name="api-tender-cost-model"),
    path("tenders/<uuid:uid>/costs/", CostsOfTender.as_view(), name="api-tender-costs"),
    path("guarantees/", GuaranteeViewSet.as_view({"get": "list"}), name="api-guarantees"),
    path("simulations/", SimulationView.as_view(), name="api-simulations"),
    path("site-visits/", SiteVisitViewSet.as_view({"get": "list"}), name="api-site-visits"),
    *router.urls,
]
