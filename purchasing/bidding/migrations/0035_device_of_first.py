from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0034_bid_origins'),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name='first_device',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='mark of the first device'),
        )
        for name in ('envelopeopening', 'openingsession')
    ]
