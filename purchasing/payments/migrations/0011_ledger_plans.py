"""The proofs of the ledger look lines up by their posting, also in tables of which the planner knows nothing yet.

Without statistics it took a whole pass over all lines for each posting: a large first run grew by its square.
"""

from django.db import migrations

INDEXED = """
ALTER FUNCTION payments_line_proof() SET enable_seqscan = off;
ALTER FUNCTION payments_posting_proof() SET enable_seqscan = off;
"""
BACK = """
ALTER FUNCTION payments_line_proof() RESET enable_seqscan;
ALTER FUNCTION payments_posting_proof() RESET enable_seqscan;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_payout_rest")]

    operations = [migrations.RunSQL(INDEXED, BACK)]
