"""The evaluation board: seats, declarations, sheets that lock, agreed results; one chance to mend formal faults."""

import django.contrib.postgres.fields
import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AllowedMoves, AppendOnly, Unchanging
from purchasing.bidding.states import MEND_FLOW, SHEET_FLOW, SITTING_FLOW


KEPT = """
CREATE FUNCTION bidding_keep_score() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_sheet bigint;
    sheet_state text;
    its_envelope text;
    prices_open timestamptz;
BEGIN
    its_sheet := CASE WHEN TG_OP = 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END;
    SELECT sheet.state INTO sheet_state FROM bidding_scoresheet sheet WHERE sheet.id = its_sheet FOR SHARE;
    IF sheet_state <> 'open' OR (TG_OP = 'UPDATE' AND NEW.sheet_id <> OLD.sheet_id) THEN
        RAISE EXCEPTION 'score sheet %: what is locked stays as it is', its_sheet
            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_kept_when_locked';
    END IF;
    SELECT sitting.envelope, tender.opened_at INTO its_envelope, prices_open
        FROM bidding_scoresheet sheet JOIN bidding_sitting sitting ON sitting.id = sheet.sitting_id
        JOIN bidding_tender tender ON tender.id = sitting.tender_id WHERE sheet.id = its_sheet;
    IF its_envelope <> 'price' AND prices_open IS NOT NULL THEN
        RAISE EXCEPTION 'score sheet %: the prices are known', its_sheet
            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_before_the_prices';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_score_kept BEFORE INSERT OR UPDATE OR DELETE ON bidding_score
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_score();

CREATE FUNCTION bidding_keep_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_sitting bigint;
    sitting_state text;
BEGIN
    its_sitting := CASE WHEN TG_OP = 'DELETE' THEN OLD.sitting_id ELSE NEW.sitting_id END;
    SELECT state INTO sitting_state FROM bidding_sitting WHERE id = its_sitting FOR SHARE;
    IF sitting_state <> 'comparing' OR (TG_OP = 'UPDATE' AND NEW.sitting_id <> OLD.sitting_id) THEN
        RAISE EXCEPTION 'sitting %: what is proposed stays as it is', its_sitting
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_kept_when_proposed';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bidding_agreed_kept BEFORE INSERT OR UPDATE OR DELETE ON bidding_agreedscore
    FOR EACH ROW EXECUTE FUNCTION bidding_keep_agreed();

-- what has ended
CREATE TRIGGER bidding_sitting_frozen BEFORE UPDATE ON bidding_sitting FOR EACH ROW
    WHEN (OLD.state = 'final') EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_sitting_stays BEFORE DELETE ON bidding_sitting
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_sheet_frozen BEFORE UPDATE ON bidding_scoresheet FOR EACH ROW
    WHEN (OLD.state = 'locked') EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_sheet_stays BEFORE DELETE ON bidding_scoresheet
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_mend_frozen BEFORE UPDATE ON bidding_mendrequest FOR EACH ROW
    WHEN (OLD.state IN ('accepted', 'refused', 'lapsed')) EXECUTE FUNCTION bidding_refuse_removal();
CREATE TRIGGER bidding_mend_stays BEFORE DELETE ON bidding_mendrequest
    FOR EACH ROW EXECUTE FUNCTION bidding_refuse_removal();
"""

UNDONE = """
DROP TRIGGER bidding_mend_stays ON bidding_mendrequest;
DROP TRIGGER bidding_mend_frozen ON bidding_mendrequest;
DROP TRIGGER bidding_sheet_stays ON bidding_scoresheet;
DROP TRIGGER bidding_sheet_frozen ON bidding_scoresheet;
DROP TRIGGER bidding_sitting_stays ON bidding_sitting;
DROP TRIGGER bidding_sitting_frozen ON bidding_sitting;
DROP TRIGGER bidding_agreed_kept ON bidding_agreedscore;
DROP FUNCTION bidding_keep_agreed();
DROP TRIGGER bidding_score_kept ON bidding_score;
DROP FUNCTION bidding_keep_score();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0008_notice'),
        ('files', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='biddingterms',
            name='board_spread',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='points between the scores of a board from which it says why'),
        ),
        migrations.AddField(
            model_name='biddingterms',
            name='mend_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='time to mend a formal fault (business days)'),
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('tender', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='board', serialize=False, to='bidding.tender')),
                ('seed', models.CharField(editable=False, max_length=64)),
                ('named_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='named')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='named by')),
            ],
            options={
                'verbose_name': 'evaluation board',
                'verbose_name_plural': 'evaluation boards',
            },
        ),
        migrations.CreateModel(
            name='BoardSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chair', models.BooleanField(default=False, verbose_name='chair')),
                ('named_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='named')),
                ('left_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='released')),
                ('left_reason', models.TextField(blank=True, editable=False, max_length=2000, verbose_name='reason')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='bidding.board')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='named by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': 'member of an evaluation board',
                'verbose_name_plural': 'members of evaluation boards',
                'ordering': ['board', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ConflictDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('none', 'No conflict of interest'), ('relation', 'Family tie or close relationship'), ('work', 'Worked for the company, or applied there, in the last three years'), ('shares', 'Share or other money interest'), ('gift', 'Gift, hospitality or favour'), ('other', 'Another reason to abstain')], max_length=10, verbose_name='declared')),
                ('remark', models.TextField(blank=True, max_length=2000, verbose_name='in words')),
                ('declared_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='declared on')),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.bid', verbose_name='bid')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='bidding.boardseat', verbose_name='member')),
            ],
            options={
                'verbose_name': 'declaration of interests',
                'verbose_name_plural': 'declarations of interests',
                'ordering': ['seat', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MendRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('envelope', models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], max_length=14, verbose_name='envelope')),
                ('faults', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('paper', 'A document that existed at the deadline is missing or cannot be read'), ('signature', 'A signature or seal is missing'), ('authority', 'A power of attorney is missing'), ('translation', 'A translation is missing'), ('clerical', 'A clerical slip in a name, number or date of the company'), ('contact', 'The contact person or address is missing')], max_length=12), size=None, verbose_name='formal faults')),
                ('wanted', models.TextField(max_length=2000, verbose_name='what is missing')),
                ('state', models.CharField(choices=[('asked', 'Waiting for the bidder'), ('answered', 'To be judged'), ('lapsed', 'Not answered in time'), ('accepted', 'Mended'), ('refused', 'Not mended')], default='asked', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='asked')),
                ('due_at', models.DateTimeField(verbose_name='answer until')),
                ('answers', models.JSONField(default=dict, verbose_name='answers')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('judged_at', models.DateTimeField(blank=True, null=True, verbose_name='judged')),
                ('judgement', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('bid', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mend', to='bidding.bid', verbose_name='bid')),
                ('judged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='judged by')),
            ],
            options={
                'verbose_name': 'request to mend a formal fault',
                'verbose_name_plural': 'requests to mend formal faults',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='MendPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fault', models.CharField(choices=[('paper', 'A document that existed at the deadline is missing or cannot be read'), ('signature', 'A signature or seal is missing'), ('authority', 'A power of attorney is missing'), ('translation', 'A translation is missing'), ('clerical', 'A clerical slip in a name, number or date of the company'), ('contact', 'The contact person or address is missing')], max_length=12, verbose_name='formal fault')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='file')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='bidding.mendrequest')),
            ],
            options={
                'verbose_name': 'document that mends a fault',
                'verbose_name_plural': 'documents that mend faults',
                'ordering': ['request', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ScoreSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('locked', 'Locked')], default='open', max_length=6, verbose_name='state')),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='locked')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='bidding.boardseat', verbose_name='member')),
            ],
            options={
                'verbose_name': 'score sheet',
                'verbose_name_plural': 'score sheets',
                'ordering': ['sitting', 'seat'],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='points of 100')),
                ('met', models.BooleanField(blank=True, null=True, verbose_name='met')),
                ('remark', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.bid', verbose_name='bid')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.criterion', verbose_name='criterion')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='bidding.scoresheet')),
            ],
            options={
                'verbose_name': 'score',
                'verbose_name_plural': 'scores',
                'ordering': ['sheet', 'bid', 'criterion'],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envelope', models.CharField(choices=[('qualification', 'Qualification'), ('technical', 'Technical proposal'), ('price', 'Price')], max_length=14, verbose_name='envelope')),
                ('state', models.CharField(choices=[('scoring', 'Each member scores alone'), ('comparing', 'The board compares'), ('proposed', 'The members confirm'), ('final', 'Final')], default='scoring', max_length=10, verbose_name='state')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('summary', models.TextField(blank=True, max_length=4000, verbose_name='reasons of the board')),
                ('proposed_at', models.DateTimeField(blank=True, null=True, verbose_name='proposed')),
                ('begun_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='begun')),
                ('concluded_at', models.DateTimeField(blank=True, null=True, verbose_name='concluded')),
                ('result', models.JSONField(blank=True, default=dict)),
                ('result_sha256', models.CharField(blank=True, max_length=64, verbose_name='fingerprint')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'sitting of an evaluation board',
                'verbose_name_plural': 'sittings of evaluation boards',
                'ordering': ['tender', 'id'],
            },
        ),
        migrations.AddField(
            model_name='scoresheet',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='bidding.sitting'),
        ),
        migrations.CreateModel(
            name='BoardAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('agrees', models.BooleanField(verbose_name='agrees')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='in words')),
                ('answered_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='answered')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='bidding.boardseat', verbose_name='member')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='bidding.sitting')),
            ],
            options={
                'verbose_name': 'answer to a proposed result',
                'verbose_name_plural': 'answers to proposed results',
                'ordering': ['sitting', 'round', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AgreedScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='points of 100')),
                ('met', models.BooleanField(blank=True, null=True, verbose_name='met')),
                ('remark', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.bid', verbose_name='bid')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bidding.criterion', verbose_name='criterion')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed', to='bidding.sitting')),
            ],
            options={
                'verbose_name': 'agreed score',
                'verbose_name_plural': 'agreed scores',
                'ordering': ['sitting', 'bid', 'criterion'],
            },
        ),
        migrations.AddConstraint(
            model_name='boardseat',
            constraint=models.UniqueConstraint(fields=('board', 'user'), name='board_seat_once', violation_error_message='This person already sits in the board.'),
        ),
        migrations.AddConstraint(
            model_name='boardseat',
            constraint=models.UniqueConstraint(condition=models.Q(('chair', True), ('left_at', None)), fields=('board',), name='board_chair_once', violation_error_message='A board has one chair.'),
        ),
        migrations.AddConstraint(
            model_name='boardseat',
            constraint=models.CheckConstraint(condition=models.Q(('left_at', None), models.Q(('left_reason', ''), _negated=True), _connector='OR'), name='board_seat_left_with_reason', violation_error_message='Say why a member is released.'),
        ),
        migrations.AddConstraint(
            model_name='conflictdeclaration',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'none')), fields=('seat', 'bid'), name='declared_free_once', violation_error_message='This is declared already.'),
        ),
        migrations.AddConstraint(
            model_name='conflictdeclaration',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'none'), _negated=True), fields=('seat', 'bid'), name='declared_conflict_once', violation_error_message='This conflict is declared already.'),
        ),
        migrations.AddConstraint(
            model_name='conflictdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'other'), _negated=True), models.Q(('remark', ''), _negated=True), _connector='OR'), name='declared_other_in_words', violation_error_message='Say in words what the reason is.'),
        ),
        migrations.AddConstraint(
            model_name='mendrequest',
            constraint=models.CheckConstraint(condition=models.Q(('faults__len__gt', 0)), name='mend_names_its_faults', violation_error_message='Choose at least one formal fault.'),
        ),
        migrations.AddConstraint(
            model_name='mendrequest',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at', None), ('answered_at__lte', models.F('due_at')), _connector='OR'), name='mend_answered_in_time', violation_error_message='The time to mend is over.'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('sheet', 'bid', 'criterion'), name='score_once', violation_error_message='Each bid has one score for each criterion.'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('points', None), models.Q(('met', None), ('points__gte', 0), ('points__lte', 100)), _connector='OR'), name='score_points_or_met', violation_error_message='A score lies between 0 and 100.'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('tender', 'envelope'), name='sitting_once', violation_error_message='The board sits once on each envelope.'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'final'), _negated=True), models.Q(('concluded_at__isnull', False), models.Q(('result_sha256', ''), _negated=True)), _connector='OR'), name='sitting_final_has_its_result', violation_error_message='A final result is kept with its fingerprint.'),
        ),
        migrations.AddConstraint(
            model_name='scoresheet',
            constraint=models.UniqueConstraint(fields=('sitting', 'seat'), name='score_sheet_once', violation_error_message='Each member has one sheet.'),
        ),
        migrations.AddConstraint(
            model_name='scoresheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('locked_at', None), ('state', 'open')), models.Q(('locked_at__isnull', False), ('state', 'locked')), _connector='OR'), name='score_sheet_locked_when', violation_error_message='A locked sheet says when it was locked.'),
        ),
        migrations.AddConstraint(
            model_name='boardanswer',
            constraint=models.UniqueConstraint(fields=('sitting', 'seat', 'round'), name='board_answer_once', violation_error_message='You have already answered.'),
        ),
        migrations.AddConstraint(
            model_name='boardanswer',
            constraint=models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='board_dissent_in_words', violation_error_message='Say why you do not agree.'),
        ),
        migrations.AddConstraint(
            model_name='agreedscore',
            constraint=models.UniqueConstraint(fields=('sitting', 'bid', 'criterion'), name='agreed_score_once', violation_error_message='Each bid has one agreed score for each criterion.'),
        ),
        migrations.AddConstraint(
            model_name='agreedscore',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met', None), ('points__gte', 0), ('points__lte', 100)), models.Q(('met__isnull', False), ('points', None)), _connector='OR'), name='agreed_points_or_met', violation_error_message='An agreed score lies between 0 and 100.'),
        ),
        AppendOnly("ConflictDeclaration"),
        AppendOnly("BoardAnswer"),
        AppendOnly("MendPaper"),
        Unchanging("Board", ["seed"]),
        AllowedMoves("Sitting", sorted(SITTING_FLOW.pairs())),
        AllowedMoves("ScoreSheet", sorted(SHEET_FLOW.pairs())),
        AllowedMoves("MendRequest", sorted(MEND_FLOW.pairs())),
        migrations.RunSQL(KEPT, UNDONE),
    ]
