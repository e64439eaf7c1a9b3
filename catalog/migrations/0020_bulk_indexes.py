"""Rows of lists and of batches are read in their order: one index each, so that no wrong one can be taken."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0019_search_threes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='batchitem',
            name='batch_item_sample',
        ),
        migrations.AlterField(
            model_name='batchitem',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='catalog.reviewbatch'),
        ),
        migrations.AlterField(
            model_name='bulkrow',
            name='job',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='catalog.bulkjob'),
        ),
        migrations.AddIndex(
            model_name='batchitem',
            index=models.Index(fields=['batch', 'line'], name='batch_item_line'),
        ),
    ]
