"""The levels of approval and the days over which purchases are looked at together."""

import django.contrib.postgres.fields
import purchasing.bidding.models.terms
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0012_sealing'),
    ]

    operations = [
        migrations.AddField(
            model_name='biddingterms',
            name='approval_levels_won',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(decimal_places=0, max_digits=15), default=purchasing.bidding.models.terms.approval_levels, size=None, verbose_name='approval levels'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='split_days',
            field=models.PositiveSmallIntegerField(default=90, verbose_name='purchases looked at together (days)'),
        ),
    ]
