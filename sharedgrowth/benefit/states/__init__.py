"""WHEN: a task of Benefit Sharing."""

from sharedgrowth.benefit.states.tasks import (
    BEFORE_AGREEMENT,
    TASK_FLOW,
    TASK_RUNNING,
    Proposer,
    TaskState,
    TaskType,
)

__all__ = ["BEFORE_AGREEMENT", "TASK_FLOW", "TASK_RUNNING", "Proposer", "TaskState", "TaskType"]
