"""What the database itself holds of contracts: the moves, and the numbers. Source: security 6.7, domain CNV-10."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, NumberSequence, Unchanging
from purchasing.contracts.states import CONTRACT_FLOW, DELIVERY_FLOW, INVOICE_FLOW


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        NumberSequence("CTR"),
        NumberSequence("DLV"),
        NumberSequence("IVC"),
        AllowedMoves("Contract", CONTRACT_FLOW.pairs()),
        AllowedMoves("Delivery", DELIVERY_FLOW.pairs()),
        AllowedMoves("Invoice", INVOICE_FLOW.pairs()),
        Unchanging("Contract", ["uid", "number", "payer", "parent", "root", "tier", "currency", "tender"]),
        Unchanging("Invoice", ["uid", "number", "contract", "payee", "supplier_no", "base_on", "currency", "net", "vat"]),
        Unchanging("Delivery", ["uid", "number", "contract"]),
    ]
