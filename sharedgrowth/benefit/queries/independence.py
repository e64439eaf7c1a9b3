"""FIND: who may not verify a task, because it was their idea or their judgement. Source: domain SOD-10."""

from sharedgrowth.benefit.models import Task


def barred_from_verifying(task: Task) -> set[int]:
    """The people who proposed it or judged its feasibility, and who entered or confirmed what is to be verified."""
    found = {task.proposed_by_id, task.created_by_id, task.employee_id, *task.opinions.values_list("by", flat=True)}
    for entered, confirmed in task.measurements.values_list("entered_by", "confirmed_by"):
        found |= {entered, confirmed}
    return {pk for pk in found if pk is not None}
