"""A seat of an opening committee may be taken by another person after the publication: with its row, before the opening."""

import django.db.models.deletion
import portal.clock
from django.conf import settings
from django.db import migrations, models

from portal.audit.operations import AppendOnly

SEATS = """
CREATE FUNCTION bidding_keep_committee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender record;
    change record;
    its_tender bigint;
BEGIN
    its_tender := CASE WHEN TG_OP = 'DELETE' THEN OLD.tender_id ELSE NEW.tender_id END;
    SELECT state INTO tender FROM bidding_tender WHERE id = its_tender FOR SHARE;
    IF tender.state IN ('planned', 'draft', 'review', 'approved') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.tender_id = OLD.tender_id AND NEW.declared_at IS NULL
            AND tender.state IN ('published', 'closed', 'examining') THEN
        SELECT leaves_id, comes_id INTO change FROM bidding_seatchange
            WHERE tender_id = its_tender ORDER BY id DESC LIMIT 1;
        IF change.leaves_id = OLD.user_id AND change.comes_id = NEW.user_id THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'tender %: what was published does not change', its_tender
        USING ERRCODE = 'check_violation', CONSTRAINT = 'tender_keeps_its_notice';
END $$;
DROP TRIGGER bidding_committee_promises ON bidding_committeemember;
CREATE TRIGGER bidding_committee_promises BEFORE INSERT OR DELETE OR UPDATE OF tender_id, user_id
    ON bidding_committeemember FOR EACH ROW EXECUTE FUNCTION bidding_keep_committee();
"""
BACK = """
DROP TRIGGER bidding_committee_promises ON bidding_committeemember;
CREATE TRIGGER bidding_committee_promises BEFORE INSERT OR DELETE OR UPDATE OF tender_id, user_id
    ON bidding_committeemember FOR EACH ROW EXECUTE FUNCTION bidding_keep_parts();
DROP FUNCTION bidding_keep_committee();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0023_technical_minimum'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SeatChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                ('new_keys', models.BooleanField(default=False, verbose_name='with new keys')),
                ('decided_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False, verbose_name='decided')),
                ('comes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who takes the seat')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('leaves', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who leaves')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seat_changes', to='bidding.tender')),
            ],
            options={
                'verbose_name': 'change of the opening committee',
                'verbose_name_plural': 'changes of opening committees',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_by', models.F('leaves')), _negated=True), models.Q(('decided_by', models.F('comes')), _negated=True), models.Q(('leaves', models.F('comes')), _negated=True)), name='seat_change_by_a_third_person', violation_error_message='Who decides neither leaves nor takes the seat.')],
            },
        ),
        AppendOnly("SeatChange"),
        migrations.RunSQL(SEATS, BACK),
    ]
