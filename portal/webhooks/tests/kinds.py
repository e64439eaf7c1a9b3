"""A kind of event for tests of the ground floor: a company was approved."""

from portal.people.models import Company
from portal.webhooks.registry import EventKind, kinds

CODE = "test.company_approved"
OUTBOX = "webhooks_test.company_approved"


def data(payload, reader):
    """What the reader's own company may know; another company's is nothing."""
    company = Company.objects.get(pk=payload["company"])
    if payload.get("secret_to") and payload["secret_to"] != reader.company_id:
        return None
    return {"uid": str(company.uid), "number": company.number, "state": company.state, "name": "동행 상사"}


def enter() -> EventKind:
    """Once for all tests."""
    return kinds.get(CODE) or kinds.enter(
        EventKind(
            code=CODE,
            outbox=OUTBOX,
            scope="catalog.read",
            group="For tests",
            label="Company approved",
            said="For tests.",
            companies=lambda payload: None if payload.get("to_all") else [payload["company"]],
            data=data,
        )
    )
