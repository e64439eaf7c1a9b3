"""Explanations of low prices, more dated terms and who approves them, each evaluation as a document."""

import django.core.validators
import django.db.models.deletion
import portal.clock
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, Unchanging
from purchasing.bidding.states import EXPLANATION_FLOW, TERMS_FLOW


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0013_splitting'),
        ('files', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CostLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveSmallIntegerField(verbose_name='line')),
                ('label', models.CharField(max_length=200, verbose_name='cost')),
                ('qty', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=12, verbose_name='unit')),
                ('unit_cost_won', models.DecimalField(decimal_places=0, max_digits=15, verbose_name='cost of a unit (won)')),
                ('amount_won', models.DecimalField(decimal_places=0, max_digits=18, verbose_name='amount (won)')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='source or evidence')),
            ],
            options={
                'verbose_name': 'line of a cost sheet',
                'verbose_name_plural': 'lines of cost sheets',
                'ordering': ['answer', 'no'],
            },
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('drafted', 'To be sent'), ('asked', 'Waiting for the bidder'), ('answered', 'Answered, being judged'), ('clarifying', 'Asked once more'), ('accepted', 'Accepted'), ('rejected', 'Not accepted')], default='drafted', max_length=12, verbose_name='state')),
                ('triggers', models.JSONField(default=list)),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='why it is asked for')),
                ('made_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('ask_by', models.DateField(verbose_name='to be asked by')),
                ('items', models.TextField(blank=True, max_length=4000, verbose_name='doubtful items')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='asked')),
                ('answer_by', models.DateField(null=True, verbose_name='answer by')),
                ('question', models.TextField(blank=True, max_length=4000, verbose_name='further question')),
                ('clarified_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decision', models.TextField(blank=True, max_length=4000, verbose_name='reasons of the decision')),
                ('by_silence', models.BooleanField(default=False, verbose_name='rejected because no answer came')),
            ],
            options={
                'verbose_name': 'explanation of a low price',
                'verbose_name_plural': 'explanations of low prices',
                'ordering': ['tender', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ExplanationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=10000, verbose_name='explanation')),
                ('topics', models.JSONField(default=list, verbose_name='about')),
                ('key', models.CharField(editable=False, max_length=100)),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='received')),
            ],
            options={
                'verbose_name': 'answer to a request for an explanation',
                'verbose_name_plural': 'answers to requests for explanations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ExplanationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'evidence of an explanation',
                'verbose_name_plural': 'evidence of explanations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ExplanationVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepts', models.BooleanField(verbose_name='accounts for the price')),
                ('reason', models.TextField(max_length=2000, verbose_name='reasons')),
                ('casting', models.BooleanField(default=False, verbose_name='decides a tie')),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='voted')),
            ],
            options={
                'verbose_name': 'vote on an explanation',
                'verbose_name_plural': 'votes on explanations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TermsProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('proposed', 'Waiting for approval'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=10, verbose_name='state')),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('values', models.JSONField(default=dict)),
                ('reason', models.CharField(max_length=300, verbose_name='reason and source')),
                ('proposed_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='proposed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decision', models.CharField(blank=True, max_length=300, verbose_name='reason of the decision')),
            ],
            options={
                'verbose_name': 'proposal of bidding terms',
                'verbose_name_plural': 'proposals of bidding terms',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='answer_days',
            field=models.PositiveSmallIntegerField(default=5, verbose_name='answering it (business days)'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='ask_days',
            field=models.PositiveSmallIntegerField(default=2, verbose_name='asking for an explanation (business days)'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='clarify_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='answering a further question (business days)'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_floor_10b',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.85495'), max_digits=7, verbose_name='KR floor, works up to 10 bn won'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_floor_1b',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.87745'), max_digits=7, verbose_name='KR floor, works up to 1 bn won'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_floor_30b',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.79995'), max_digits=7, verbose_name='KR floor, works above 10 bn won'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_floor_5b',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.86745'), max_digits=7, verbose_name='KR floor, works up to 5 bn won'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_floor_goods',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.84245'), max_digits=7, verbose_name='KR floor, goods and services'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_floor_small',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.88'), max_digits=7, verbose_name='KR floor, small purchases'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_small_won',
            field=models.DecimalField(decimal_places=0, default=Decimal('100000000'), max_digits=15, verbose_name='KR: small purchases up to (won)'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='kr_spread',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.02'), max_digits=7, verbose_name='KR_RESERVE: spread around the base amount'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='lowest_allowed',
            field=models.BooleanField(default=False, help_text='Only where a law that the notice names asks for it.', verbose_name='lowest price may be used'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='lpl_ec_ratio',
            field=models.DecimalField(decimal_places=6, default=Decimal('0.8'), max_digits=7, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='LPL_EC ratio'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='price_weight',
            field=models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='points for the price in COMPOSITE'),
        ),
        migrations.AddField(
            model_name='limitcalc',
            name='document',
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name='biddingterms',
            constraint=models.CheckConstraint(condition=models.Q(('kr_spread__gte', 0), ('kr_spread__lte', Decimal('0.1')), ('lpl_ec_ratio__gt', 0), ('lpl_ec_ratio__lte', 1), ('price_weight__gte', 1), ('price_weight__lte', 99)), name='bidding_terms_shares_in_range', violation_error_message='A share of the terms lies outside its range.'),
        ),
        migrations.AddConstraint(
            model_name='biddingterms',
            constraint=models.CheckConstraint(condition=models.Q(('kr_floor_10b__gt', 0), ('kr_floor_10b__lte', 1), ('kr_floor_1b__gt', 0), ('kr_floor_1b__lte', 1), ('kr_floor_30b__gt', 0), ('kr_floor_30b__lte', 1), ('kr_floor_5b__gt', 0), ('kr_floor_5b__lte', 1), ('kr_floor_goods__gt', 0), ('kr_floor_goods__lte', 1), ('kr_floor_small__gt', 0), ('kr_floor_small__lte', 1)), name='bidding_terms_floors_in_range', violation_error_message='A floor lies above 0 and at most at 1.'),
        ),
        migrations.AddConstraint(
            model_name='biddingterms',
            constraint=models.CheckConstraint(condition=models.Q(('answer_days__gte', 1), ('ask_days__gte', 1), ('clarify_days__gte', 1)), name='bidding_terms_days_are_days', violation_error_message='A term in days is at least one day.'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='bid',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='explanation', to='bidding.bid'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='clarified_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='explanation',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='explanation',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to='bidding.tender'),
        ),
        migrations.AddField(
            model_name='explanationanswer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='explanationanswer',
            name='explanation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='bidding.explanation'),
        ),
        migrations.AddField(
            model_name='costline',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='bidding.explanationanswer'),
        ),
        migrations.AddField(
            model_name='explanationfile',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='bidding.explanationanswer'),
        ),
        migrations.AddField(
            model_name='explanationfile',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file'),
        ),
        migrations.AddField(
            model_name='explanationvote',
            name='assessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assessor'),
        ),
        migrations.AddField(
            model_name='explanationvote',
            name='explanation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='bidding.explanation'),
        ),
        migrations.AddField(
            model_name='termsproposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='termsproposal',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'drafted'), models.Q(('answer_by__isnull', False), ('asked_at__isnull', False)), _connector='OR'), name='explanation_asked_has_its_clock', violation_error_message='A request for an explanation says until when it is answered.'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'rejected']), _negated=True), models.Q(('decided_at__isnull', False), models.Q(('by_silence', True), models.Q(('decision', ''), _negated=True), _connector='OR')), _connector='OR'), name='explanation_decided_has_reasons', violation_error_message='A decision has its reasons.'),
        ),
        migrations.AddConstraint(
            model_name='explanationanswer',
            constraint=models.UniqueConstraint(fields=('explanation', 'key'), name='explanation_answer_once', violation_error_message='This answer has already been received.'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.UniqueConstraint(fields=('answer', 'no'), name='cost_line_once'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gte', 0), ('qty__gt', 0), ('unit_cost_won__gte', 0)), name='cost_line_is_not_negative', violation_error_message='A cost is not below zero.'),
        ),
        migrations.AddConstraint(
            model_name='explanationfile',
            constraint=models.UniqueConstraint(fields=('answer', 'file'), name='explanation_file_once'),
        ),
        migrations.AddConstraint(
            model_name='explanationvote',
            constraint=models.UniqueConstraint(fields=('explanation', 'assessor', 'casting'), name='explanation_vote_once', violation_error_message='You have already voted on this explanation.'),
        ),
        migrations.AddConstraint(
            model_name='explanationvote',
            constraint=models.UniqueConstraint(condition=models.Q(('casting', True)), fields=('explanation',), name='explanation_casting_vote_once', violation_error_message='The tie has already been decided.'),
        ),
        migrations.AddConstraint(
            model_name='termsproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_by', models.F('decided_by')), _negated=True), ('state', 'withdrawn'), _connector='OR'), name='terms_by_two_people', violation_error_message='A second person decides on new terms (SOD-15).'),
        ),
        migrations.AddConstraint(
            model_name='termsproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('valid_from',), name='terms_open_once', violation_error_message='Terms from this day on already wait for approval.'),
        ),
        AppendOnly("CostLine"),
        AppendOnly("ExplanationAnswer"),
        AppendOnly("ExplanationFile"),
        AppendOnly("ExplanationVote"),
        AllowedMoves("Explanation", sorted(EXPLANATION_FLOW.pairs())),
        Unchanging("Explanation", ["uid", "tender", "bid", "triggers", "made_by", "made_at", "ask_by"]),
        AllowedMoves("TermsProposal", sorted(TERMS_FLOW.pairs())),
        Unchanging("TermsProposal", ["uid", "valid_from", "values", "reason", "proposed_by", "proposed_at"]),
        migrations.RunSQL(
            """
            CREATE TRIGGER bidding_explanation_kept BEFORE DELETE ON bidding_explanation
                FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
            CREATE TRIGGER bidding_explanation_frozen BEFORE UPDATE ON bidding_explanation
                FOR EACH ROW WHEN (OLD.state IN ('accepted', 'rejected')) EXECUTE FUNCTION bidding_refuse_removal();
            CREATE TRIGGER bidding_termsproposal_kept BEFORE DELETE ON bidding_termsproposal
                FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
            CREATE TRIGGER bidding_termsproposal_frozen BEFORE UPDATE ON bidding_termsproposal
                FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION bidding_refuse_removal();
            """,
            """
            DROP TRIGGER bidding_termsproposal_frozen ON bidding_termsproposal;
            DROP TRIGGER bidding_termsproposal_kept ON bidding_termsproposal;
            DROP TRIGGER bidding_explanation_frozen ON bidding_explanation;
            DROP TRIGGER bidding_explanation_kept ON bidding_explanation;
            """,
        ),
    ]
