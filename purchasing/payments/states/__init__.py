"""WHEN: the states of obligations, receivables, runs and accounts."""

from purchasing.payments.states.obligations import OBLIGATION_FLOW, ObligationState, Part
from purchasing.payments.states.receivables import (
    LIVE,
    OUTSTANDING,
    RECEIVABLE_FLOW,
    USABLE,
    MaturityMode,
    ReceivableState,
)
from purchasing.payments.states.runs import (
    ACCOUNT_FLOW,
    INSTRUCTION_FLOW,
    RUN_FLOW,
    AccountState,
    InstructionState,
    RunKind,
    RunState,
)

__all__ = [
    "ACCOUNT_FLOW",
    "INSTRUCTION_FLOW",
    "LIVE",
    "OBLIGATION_FLOW",
    "OUTSTANDING",
    "RECEIVABLE_FLOW",
    "RUN_FLOW",
    "USABLE",
    "AccountState",
    "InstructionState",
    "MaturityMode",
    "ObligationState",
    "Part",
    "ReceivableState",
    "RunKind",
    "RunState",
]
