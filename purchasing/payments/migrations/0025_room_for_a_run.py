"""What a run of many payments costs the database: fewer entries of indexes, and room beside each row.

A payment that changes its state gets an entry in every index it stands in; now it stands only in those of what it pays.
The debts of one day are paid on one day: half of each page waits for them, so that none needs a new entry.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0024_percent_signs'),
        ('people', '0004_succession'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_pays_an_obligation_once',
        ),
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_pays_a_receivable_once',
        ),
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_pays_directly_once',
        ),
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_pays_a_payable_once',
        ),
        migrations.AlterField(
            model_name='instruction',
            name='account',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.bankaccount'),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='direct',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='payments.directpayment'),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='obligation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='payments.obligation'),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='payable',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='payments.payable'),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='payee',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='payee'),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='receivable',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='payments.receivable'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(fields=['payee', 'id'], name='instruction_payee'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(fields=['account', 'id'], name='instruction_account'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(condition=models.Q(('obligation__isnull', False)), fields=['obligation'], name='instruction_obligation'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(condition=models.Q(('receivable__isnull', False)), fields=['receivable'], name='instruction_receivable'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(condition=models.Q(('direct__isnull', False)), fields=['direct'], name='instruction_direct'),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(condition=models.Q(('payable__isnull', False)), fields=['payable'], name='instruction_payable'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.UniqueConstraint(condition=models.Q(('obligation__isnull', False), ('state__in', ('planned', 'held', 'posted'))), fields=('obligation',), name='instruction_pays_an_obligation_once', violation_error_message='This obligation is already being paid in a run.'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.UniqueConstraint(condition=models.Q(('direct__isnull', False), ('state__in', ['planned', 'held', 'posted', 'paid'])), fields=('direct',), name='instruction_pays_directly_once', violation_error_message='This direct payment is already being made in a run.'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.UniqueConstraint(condition=models.Q(('payable__isnull', False), ('state__in', ['planned', 'held', 'posted', 'paid'])), fields=('payable',), name='instruction_pays_a_payable_once', violation_error_message='This payable is already being paid in a run.'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.UniqueConstraint(condition=models.Q(('receivable__isnull', False), models.Q(('state__in', ('planned', 'held', 'posted')), models.Q(('role', 'fund'), ('state', 'paid')), _connector='OR')), fields=('receivable', 'role'), name='instruction_pays_a_receivable_once', violation_error_message='This receivable is already being paid in a run.'),
        ),
        migrations.RunSQL(
            "ALTER TABLE payments_obligation SET (fillfactor = 50); ALTER TABLE payments_instruction SET (fillfactor = 50)",
            "ALTER TABLE payments_obligation RESET (fillfactor); ALTER TABLE payments_instruction RESET (fillfactor)",
        ),
    ]
