"""A missing number satisfies no condition: the checks say so."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0014_explanation'),
        ('files', '0002_initial'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='guarantee',
            name='guarantee_measured_has_its_facts',
        ),
        migrations.RemoveConstraint(
            model_name='guarantee',
            name='guarantee_decided_has_its_amount',
        ),
        migrations.RemoveConstraint(
            model_name='ownwork',
            name='own_work_withdrawn_has_its_consequence',
        ),
        migrations.RemoveConstraint(
            model_name='tcoinput',
            name='tco_input_corrected_has_its_value',
        ),
        migrations.RemoveConstraint(
            model_name='tcoline',
            name='tco_line_has_its_amount',
        ),
        migrations.RemoveConstraint(
            model_name='tcomodel',
            name='tco_model_fixed_horizon_has_years',
        ),
        migrations.AddConstraint(
            model_name='guarantee',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('measured__gte', 0), ('measured__isnull', False), ('tested_by__isnull', False), ('tested_on__isnull', False)), _connector='OR'), name='guarantee_measured_has_its_facts', violation_error_message='A measured guarantee says what, when and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='guarantee',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'tested']), models.Q(('decided_by__isnull', False), ('owed_won__gte', 0), ('owed_won__isnull', False)), _connector='OR'), name='guarantee_decided_has_its_amount', violation_error_message='A decided guarantee has its amount and who decided.'),
        ),
        migrations.AddConstraint(
            model_name='ownwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('blocked_until__isnull', False), ('damages_won__gte', 0), ('damages_won__isnull', False), ('state', 'withdrawn')), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('blocked_until', None), ('damages_won', None)), _connector='OR'), name='own_work_withdrawn_has_its_consequence', violation_error_message='A withdrawn preference, and only it, has damages and a block.'),
        ),
        migrations.AddConstraint(
            model_name='tcoinput',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected__gte', 0), ('corrected__isnull', False), ('state', 'corrected')), models.Q(models.Q(('state', 'corrected'), _negated=True), ('corrected', None)), _connector='OR'), name='tco_input_corrected_has_its_value', violation_error_message='A corrected value, and only it, has a correction.'),
        ),
        migrations.AddConstraint(
            model_name='tcoline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('buyer_amount', None), ('of_code', ''), ('source', 'quantity'), ('unit__gt', ''), ('unit_price_won__gte', 0), ('unit_price_won__isnull', False)), models.Q(('buyer_amount', None), ('of_code', ''), ('source', 'amount'), ('unit_price_won', None)), models.Q(('buyer_amount', None), ('of_code__gt', ''), ('source', 'derived'), ('unit_price_won__gte', 0), ('unit_price_won__isnull', False)), models.Q(('buyer_amount__gte', 0), ('buyer_amount__isnull', False), ('of_code', ''), ('source', 'buyer'), ('unit_price_won', None)), _connector='OR'), name='tco_line_has_its_amount', violation_error_message="A quantity has our price and its unit; a derived line names its line and our price; our own amount is a number; a bidder's amount has none of these."),
        ),
        migrations.AddConstraint(
            model_name='tcomodel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('horizon', 'fixed'), ('horizon_years__isnull', False), ('horizon_years__range', (1, 60))), models.Q(('horizon', 'own_life'), ('horizon_years', None)), _connector='OR'), name='tco_model_fixed_horizon_has_years', violation_error_message="A horizon for all has 1 to 60 years; each offer's own life has none."),
        ),
    ]
