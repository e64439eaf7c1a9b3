"""What the database itself holds of payments: the moves, what never changes, and the numbers.

Source: security 6.2, 6.7, domain CNV-10.
"""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence, Unchanging
from purchasing.payments.states import ACCOUNT_FLOW, INSTRUCTION_FLOW, OBLIGATION_FLOW, RECEIVABLE_FLOW, RUN_FLOW


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        NumberSequence("OBL"),
        NumberSequence("RCV"),
        NumberSequence("RUN"),
        AppendOnly("Posting"),
        AppendOnly("Line"),
        AppendOnly("Draw"),
        AllowedMoves("Obligation", OBLIGATION_FLOW.pairs()),
        AllowedMoves("Receivable", RECEIVABLE_FLOW.pairs()),
        AllowedMoves("PaymentRun", RUN_FLOW.pairs()),
        AllowedMoves("Instruction", INSTRUCTION_FLOW.pairs()),
        AllowedMoves("BankAccount", ACCOUNT_FLOW.pairs()),
        Unchanging("Obligation", ["uid", "number", "invoice", "contract", "part", "payer", "payee", "currency", "amount"]),
        Unchanging(
            "Receivable", ["uid", "number", "obligation", "issuer", "holder", "tier", "parent", "root", "key", "made_by"]
        ),
        Unchanging("BankAccount", ["uid", "company", "purpose", "bank_code", "number", "owner", "currency"]),
        Unchanging("PaymentRun", ["uid", "number", "kind", "value_on", "currency", "part"]),
        Unchanging("Instruction", ["uid", "run", "obligation", "receivable", "currency", "amount", "end_to_end"]),
    ]
