"""Questions and answers about notices; contacts that outsiders seek, recorded."""

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence, Unchanging
from purchasing.bidding.states.questions import QUESTION_FLOW, SOLICITATION_FLOW


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0006_after'),
        ('people', '0003_post_parent_one_buyer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='biddingterms',
            name='question_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='questions answered within (business days)'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('no', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='number')),
                ('text', models.TextField(max_length=2000, verbose_name='question')),
                ('published_text', models.TextField(blank=True, max_length=2000, verbose_name='question as published')),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('answered', 'Answered'), ('set_aside', 'Not published')], default='asked', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='asked')),
                ('due_at', models.DateTimeField(editable=False, verbose_name='answer due')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered')),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reason', models.TextField(blank=True, editable=False, max_length=2000, verbose_name='why it is not published')),
                ('key', models.CharField(editable=False, max_length=100)),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.company', verbose_name='asked by')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='bidding.tender', verbose_name='tender')),
            ],
            options={
                'verbose_name': 'question about a tender',
                'verbose_name_plural': 'questions about tenders',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveSmallIntegerField(verbose_name='version')),
                ('text', models.TextField(max_length=4000, verbose_name='answer')),
                ('at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='bidding.question', verbose_name='question')),
            ],
            options={
                'verbose_name': 'answer to a question',
                'verbose_name_plural': 'answers to questions',
                'ordering': ['question', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='SolicitationRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('who', models.CharField(max_length=200, verbose_name='who came near')),
                ('happened_at', models.DateTimeField(verbose_name='when')),
                ('channel', models.CharField(choices=[('visit', 'Visit or meeting'), ('phone', 'Telephone'), ('message', 'E-mail or message'), ('meal', 'Meal or event'), ('gift', 'Gift or favour'), ('other', 'Other')], max_length=10, verbose_name='how')),
                ('content', models.TextField(max_length=4000, verbose_name='what was said, asked or offered')),
                ('state', models.CharField(choices=[('recorded', 'Waiting for compliance'), ('noted', 'Noted, nothing follows'), ('referred', 'Referred for inquiry')], default='recorded', max_length=10, verbose_name='state')),
                ('reported_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='reported')),
                ('assessed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='assessed')),
                ('assessment', models.TextField(blank=True, editable=False, max_length=4000, verbose_name='what follows')),
                ('key', models.CharField(editable=False, max_length=100)),
                ('assessed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assessed by')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
                ('tender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='solicitations', to='bidding.tender', verbose_name='tender')),
            ],
            options={
                'verbose_name': 'recorded contact',
                'verbose_name_plural': 'recorded contacts',
                'ordering': ['-id'],
            },
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['due_at'], name='question_waiting'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('company', 'key'), name='question_key_once', violation_error_message='This question has already been sent.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('tender', 'no'), name='question_number_once', violation_error_message='Each published question has its own number.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('no__isnull', False), ('state', 'answered'), models.Q(('published_text', ''), _negated=True)), models.Q(models.Q(('state', 'answered'), _negated=True), ('no', None), ('published_text', '')), _connector='OR'), name='question_published_is_complete', violation_error_message='A published question has its number, its words and its time.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'set_aside'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='question_set_aside_says_why', violation_error_message='Say why the question is not published: who asked reads it.'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('question', 'seq'), name='answer_version_once', violation_error_message='This version of the answer is already there.'),
        ),
        migrations.AddConstraint(
            model_name='solicitationrecord',
            constraint=models.UniqueConstraint(fields=('reported_by', 'key'), name='solicitation_key_once', violation_error_message='This contact has already been recorded.'),
        ),
        migrations.AddConstraint(
            model_name='solicitationrecord',
            constraint=models.CheckConstraint(condition=models.Q(('happened_at__lte', models.F('reported_at'))), name='solicitation_happened_before', violation_error_message='A contact lies in the past.'),
        ),
        migrations.AddConstraint(
            model_name='solicitationrecord',
            constraint=models.CheckConstraint(condition=models.Q(('reported_by', models.F('assessed_by')), _negated=True), name='solicitation_by_two_people', violation_error_message='Who reported a contact does not assess it.'),
        ),
        migrations.AddConstraint(
            model_name='solicitationrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessed_at', None), ('assessed_by', None), ('assessment', ''), ('state', 'recorded')), models.Q(models.Q(('state', 'recorded'), _negated=True), ('assessed_at__isnull', False), ('assessed_by__isnull', False), models.Q(('assessment', ''), _negated=True)), _connector='OR'), name='solicitation_assessed_says_what_follows', violation_error_message='An assessed contact says who assessed it, when, and what follows.'),
        ),
        AllowedMoves("Question", QUESTION_FLOW.pairs()),
        Unchanging("Question", ["tender", "company", "asked_by", "text", "asked_at", "key"]),
        AppendOnly("Answer"),
        AllowedMoves("SolicitationRecord", SOLICITATION_FLOW.pairs()),
        Unchanging(
            "SolicitationRecord",
            ["tender", "who", "happened_at", "channel", "content", "reported_by", "reported_at", "number"],
        ),
        NumberSequence("SOL"),
    ]
