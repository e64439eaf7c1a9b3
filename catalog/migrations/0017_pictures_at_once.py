"""Pictures of a published product change at once: one more move of a version."""

from django.db import migrations

from catalog.states import VERSION_FLOW
from portal.audit.operations import AllowedMoves


class Migration(migrations.Migration):
    dependencies = [("catalog", "0016_search_pending")]

    operations = [AllowedMoves("ProductVersion", VERSION_FLOW.pairs())]
