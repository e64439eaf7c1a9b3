"""IN: the shape of what people enter about tenders. What is allowed is decided by rules, policies and services."""

from purchasing.bidding.forms.after import (
    ContractForm,
    LapseForm,
    ObjectionDecisionForm,
    ObjectionForm,
    TakeBackForm,
)
from purchasing.bidding.forms.bids import BasePriceForm, BidForm, LinePriceFormSet
from purchasing.bidding.forms.decisions import (
    AwardForm,
    CancelForm,
    DeadlineForm,
    FailForm,
    FewBidsForm,
    ReasonForm,
    RuleOutForm,
)
from purchasing.bidding.forms.filters import TenderFilter
from purchasing.bidding.forms.lines import CriterionFormSet, LineFormSet
from purchasing.bidding.forms.notice import (
    AmendForm,
    DocumentForm,
    InviteFilter,
    LotForm,
    NoticeForm,
    PlanChangeForm,
    PlanFilter,
    PlanForm,
)
from purchasing.bidding.forms.seal import (
    ContributeForm,
    DrillForm,
    NewPassphrase,
    OutageForm,
    RekeyForm,
    RelockForm,
    RetireForm,
    SheetForm,
)
from purchasing.bidding.forms.tenders import TenderForm

__all__ = [
    "ContributeForm",
    "DrillForm",
    "NewPassphrase",
    "OutageForm",
    "RekeyForm",
    "RelockForm",
    "RetireForm",
    "SheetForm",
    "AmendForm",
    "DocumentForm",
    "InviteFilter",
    "LotForm",
    "NoticeForm",
    "PlanChangeForm",
    "PlanFilter",
    "PlanForm",
    "CriterionFormSet",
    "ContractForm",
    "LapseForm",
    "ObjectionDecisionForm",
    "ObjectionForm",
    "TakeBackForm",
    "AwardForm",
    "BasePriceForm",
    "BidForm",
    "CancelForm",
    "DeadlineForm",
    "FailForm",
    "FewBidsForm",
    "LineFormSet",
    "LinePriceFormSet",
    "ReasonForm",
    "RuleOutForm",
    "TenderFilter",
    "TenderForm",
]
