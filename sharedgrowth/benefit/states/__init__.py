"""WHEN: a task of Benefit Sharing."""

from sharedgrowth.benefit.states.agreements import Bearer, Bench, Release, Settle, Stop
from sharedgrowth.benefit.states.measurement import (
    BASELINE_FLOW,
    CUT_FLOW,
    MEASUREMENT_FLOW,
    SHARE_FLOW,
    VERIFICATION_FLOW,
    BaselineState,
    CutState,
    MeasurementState,
    ShareForm,
    ShareState,
    VerificationState,
    VerifierVote,
)
from sharedgrowth.benefit.states.tasks import (
    BEFORE_AGREEMENT,
    TASK_FLOW,
    TASK_RUNNING,
    Proposer,
    TaskState,
    TaskType,
)

__all__ = [
    "Bearer",
    "Bench",
    "Release",
    "Settle",
    "Stop",
    "BASELINE_FLOW",
    "CUT_FLOW",
    "MEASUREMENT_FLOW",
    "SHARE_FLOW",
    "VERIFICATION_FLOW",
    "BaselineState",
    "CutState",
    "MeasurementState",
    "ShareForm",
    "ShareState",
    "VerificationState",
    "VerifierVote",
    "BEFORE_AGREEMENT",
    "TASK_FLOW",
    "TASK_RUNNING",
    "Proposer",
    "TaskState",
    "TaskType",
]
