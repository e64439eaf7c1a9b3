"""What several services share: locks, a model's own checks as a refusal, the version that is written."""

import hashlib
import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.audit.services import canonical
from portal.checked import at_hand
from portal.errors import RuleBroken
from portal.people.models import User
from purchasing.contracts.models import Amendment, Contract, ContractVersion
from purchasing.contracts.registry import order_checks


def locked(contract: Contract) -> Contract:
    """The contract as it is now, with its row locked: nothing is counted or decided before this."""
    found = Contract.objects.select_for_update(of=("self",)).select_related("payer", "payee")
    return found.get(pk=contract.pk)


def checked(thing: models.Model, *, prefix: str = "") -> None:
    """Ask the model's fields and constraints; the first fault becomes a refusal beside its field."""
    try:
        thing.clean_fields(exclude=at_hand(thing))
        thing.clean()
        thing.validate_unique()
        thing.validate_constraints()
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else f"{prefix}{field}") from fault


def check_order(contract: Contract, amendment: Amendment | None = None) -> None:
    """Ask every upper floor whether this may be ordered of the payee today."""
    for check in order_checks:
        check(contract, amendment)


def document_of(contract: Contract) -> dict[str, Any]:
    """All that is agreed, as text: what a version keeps."""
    return json.loads(
        canonical(
            {
                "number": contract.number,
                "version": contract.version,
                "title_ko": contract.title_ko,
                "title_en": contract.title_en,
                "kind": contract.kind,
                "tier": contract.tier,
                "payer": contract.payer.number,
                "payee": contract.payee.number,
                "currency": contract.currency,
                "value": contract.value,
                "vat_rate": contract.vat_rate,
                "method": contract.method,
                "price_basis": contract.price_basis,
                "agreed_days": contract.agreed_days,
                "billing_day": contract.billing_day,
                "advance_rate": contract.advance_rate,
                "bond_rate": contract.bond_rate,
                "starts_on": contract.starts_on,
                "ends_on": contract.ends_on,
                "no_link": {"cause": contract.no_link_cause, "reason": contract.no_link_reason},
                "lines": [
                    {
                        "no": line.no,
                        "description_ko": line.description_ko,
                        "description_en": line.description_en,
                        "qty": line.qty,
                        "uom": line.uom,
                        "unit_price": line.unit_price,
                        "amount": line.amount,
                        "delivery_on": line.delivery_on,
                    }
                    for line in contract.lines.order_by("no")
                ],
                "milestones": [
                    {"no": each.no, "title_ko": each.title_ko, "amount": each.amount, "due_on": each.due_on}
                    for each in contract.milestones.order_by("no")
                ],
                "links": [
                    {
                        "index": link.index.code,
                        "material": link.material,
                        "share": link.share,
                        "trigger": link.trigger,
                        "base_month": link.base_month,
                        "base_value": link.base_value,
                    }
                    for link in contract.links.select_related("index").order_by("pk")
                ],
            }
        )
    )


def keep_version(contract: Contract, *, since: date, cause: str, by: User | None) -> ContractVersion:
    """Write down the contract as it stands now."""
    document = document_of(contract)
    digest = hashlib.sha256(canonical(document).encode()).hexdigest()
    return ContractVersion.objects.create(
        contract=contract, version=contract.version, since=since, cause=cause, document=document, sha256=digest, by=by
    )
