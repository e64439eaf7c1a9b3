"""From where each version of a bid was sent, as keyed fingerprints that the screens compare after the opening."""

import django.db.models.deletion
from django.db import migrations, models

from portal.audit.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("bidding", "0033_device_marks")]

    operations = [
        migrations.CreateModel(
            name="BidOrigin",
            fields=[
                (
                    "bid",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="bidding.bid",
                    ),
                ),
                ("network", models.CharField(editable=False, max_length=64)),
                ("device", models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={"verbose_name": "origin of a bid", "verbose_name_plural": "origins of bids"},
        ),
        AppendOnly("BidOrigin"),
    ]
