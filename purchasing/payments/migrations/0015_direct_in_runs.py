import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0014_run_by_three_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='instruction',
            name='direct',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='payments.directpayment'),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='role',
            field=models.CharField(choices=[('cash', 'Obligation in cash'), ('fund', 'Funding of a receivable'), ('holder', 'To the holder at maturity'), ('bought', 'To the bank that bought it'), ('direct', 'Directly to the firm below')], default='cash', max_length=6, verbose_name='for'),
        ),
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_pays_something',
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('direct', None), ('obligation__isnull', False), ('receivable', None)), models.Q(('direct', None), ('obligation', None), ('receivable__isnull', False)), models.Q(('direct__isnull', False), ('obligation', None), ('receivable', None)), _connector='OR'), name='instruction_pays_something', violation_error_message='A payment is for an obligation, a receivable or a direct payment.'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['planned', 'held', 'posted', 'paid'])), fields=('direct',), name='instruction_pays_directly_once', violation_error_message='This direct payment is already being made in a run.'),
        ),
    ]
