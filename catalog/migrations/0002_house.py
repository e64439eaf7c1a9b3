"""Numbers, moves held in the database, remarks that stay."""

from django.db import migrations

from catalog.states import PRODUCT_FLOW, VERSION_FLOW
from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("audit", "0003_chain")]

    operations = [
        NumberSequence("PRD"),
        AllowedMoves("Product", PRODUCT_FLOW.pairs()),
        AllowedMoves("ProductVersion", VERSION_FLOW.pairs()),
        AppendOnly("ReviewRemark"),
    ]
