import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import portal.clock
import portal.people.models.user
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('files', '0001_initial'),
        ('portal', '0001_ground'),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateKind',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='code')),
                ('name_ko', models.CharField(max_length=80, verbose_name='name (Korean)')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('usual_years', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty if it does not expire.', null=True, verbose_name='usual validity (years)')),
                ('in_use', models.BooleanField(default=True, verbose_name='can be chosen')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'kind of certificate',
                'verbose_name_plural': 'kinds of certificates',
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name='code')),
                ('side', models.CharField(choices=[('supplier', 'Supplier'), ('buyer', 'Buying organisation'), ('partner', 'Partner')], max_length=10, verbose_name='side')),
                ('name_ko', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('mfa_required', models.BooleanField(default=False, verbose_name='needs two-factor sign-in')),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('language', models.CharField(choices=[('ko', '한국어'), ('en', 'English')], default='ko', max_length=2, verbose_name='language')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the admin')),
                ('is_service', models.BooleanField(default=False, verbose_name="a partner's program")),
                ('joined_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
            },
            managers=[
                ('objects', portal.people.models.user.Accounts()),
            ],
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('under_review', 'Under review'), ('returned', 'Returned for completion'), ('active', 'Active'), ('rejected', 'Rejected'), ('suspended', 'Suspended'), ('dormant', 'Dormant'), ('closed', 'Closed')], default='draft', max_length=20, verbose_name='state')),
                ('is_buyer', models.BooleanField(default=False, verbose_name='buying organisation')),
                ('legal_name_ko', models.CharField(max_length=200, verbose_name='legal name (Korean)')),
                ('legal_name_en', models.CharField(blank=True, max_length=200, verbose_name='legal name (English)')),
                ('skeleton_ko', models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ('skeleton_en', models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ('country', models.CharField(default='KR', max_length=2, verbose_name='country')),
                ('legal_form', models.CharField(blank=True, choices=[('', 'Not stated'), ('corporation', 'Corporation'), ('sole_trader', 'Sole trader'), ('non_profit', 'Non-profit corporation'), ('public_body', 'State or local body'), ('foreign', 'Foreign corporation'), ('branch', 'Branch'), ('unincorporated', 'Unincorporated body')], max_length=15, verbose_name='legal form')),
                ('brn', models.CharField(blank=True, max_length=10, verbose_name='business registration number')),
                ('corp_no', models.CharField(blank=True, max_length=13, verbose_name='corporate registration number')),
                ('foreign_id_type', models.CharField(blank=True, choices=[('', 'None'), ('LEI', 'LEI'), ('VAT', 'VAT'), ('DUNS', 'D-U-N-S')], max_length=4, verbose_name='kind of foreign number')),
                ('foreign_id', models.CharField(blank=True, max_length=20, verbose_name='foreign number')),
                ('rep_name', models.CharField(blank=True, max_length=80, verbose_name='representative')),
                ('established_on', models.DateField(blank=True, null=True, verbose_name='established on')),
                ('size_class', models.CharField(blank=True, choices=[('', 'Not certified'), ('MICRO', 'Micro enterprise'), ('SMALL', 'Small enterprise'), ('MEDIUM', 'Medium enterprise'), ('MID_MARKET', 'Mid-market enterprise'), ('LARGE', 'Large enterprise')], max_length=10, verbose_name='size')),
                ('industry', models.CharField(blank=True, max_length=5, verbose_name='industry (KSIC)')),
                ('postcode', models.CharField(blank=True, max_length=10, verbose_name='postcode')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('address_detail', models.CharField(blank=True, max_length=100, verbose_name='address, detail')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('about_ko', models.TextField(blank=True, max_length=2000, verbose_name='about the company (Korean)')),
                ('about_en', models.TextField(blank=True, max_length=2000, verbose_name='about the company (English)')),
                ('level', models.CharField(choices=[('L0', 'Member'), ('L1', 'Registered supplier'), ('L2', 'Trading supplier'), ('L3', 'Honoured supplier')], default='L0', max_length=2, verbose_name='level')),
                ('tax_status', models.CharField(choices=[('UNKNOWN', 'Not checked'), ('ACTIVE', 'Operating'), ('SUSPENDED', 'Suspended business'), ('CLOSED', 'Closed business')], default='UNKNOWN', max_length=10, verbose_name='tax status')),
                ('tax_checked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('review_note', models.TextField(blank=True, editable=False, max_length=1000, verbose_name='what the reviewer said')),
                ('rejected_on', models.DateField(blank=True, editable=False, null=True)),
                ('suspended_until', models.DateField(blank=True, editable=False, null=True, verbose_name='suspended until')),
                ('returned_times', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='people.company', verbose_name='parent company')),
                ('registration_document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='registration certificate')),
                ('reviewed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'company',
                'verbose_name_plural': 'companies',
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('pending', 'Waiting for verification'), ('valid', 'Valid'), ('expired', 'Expired'), ('revoked', 'Revoked')], default='pending', max_length=10, verbose_name='state')),
                ('number', models.CharField(max_length=80, verbose_name='certificate number')),
                ('issuer', models.CharField(max_length=120, verbose_name='issuer')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='Leave empty if it does not expire.', null=True, verbose_name='valid to')),
                ('verified_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('added_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('added_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='files.file', verbose_name='document')),
                ('verified_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='people.certificatekind', verbose_name='kind')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='people.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'certificate',
                'verbose_name_plural': 'certificates',
            },
        ),
        migrations.CreateModel(
            name='CompanyProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('register', 'Registered supplier (level L1)'), ('suspend', 'Suspension'), ('reinstate', 'Reinstatement')], max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('open', 'Waiting for a decision'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('proposed_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('decision_reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the decision')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='people.company', verbose_name='company')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposal about a company',
                'verbose_name_plural': 'proposals about companies',
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('escalated', 'With the catalogue manager'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='message to the administrators')),
                ('due_on', models.DateField(verbose_name='answer due on')),
                ('asked_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='people.company')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'join request',
                'verbose_name_plural': 'join requests',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('active', 'Active'), ('disabled', 'Disabled')], default='active', max_length=10, verbose_name='state')),
                ('department', models.CharField(blank=True, max_length=80, verbose_name='department')),
                ('approval_limit_won', models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True, verbose_name='may approve up to (won)')),
                ('since', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('roles', models.ManyToManyField(blank=True, related_name='memberships', to='people.role', verbose_name='roles')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
            },
        ),
        migrations.AddField(
            model_name='user',
            name='active_membership',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.membership', verbose_name='acts for'),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('accepted', 'Accepted'), ('revoked', 'Revoked')], default='sent', max_length=10, verbose_name='state')),
                ('token_sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('invited_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('accepted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='people.company')),
                ('invited_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('roles', models.ManyToManyField(blank=True, related_name='+', to='people.role', verbose_name='roles')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(max_length=60, verbose_name='fact')),
                ('value', models.CharField(max_length=200, verbose_name='value')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('recorded_at', models.DateTimeField(db_default=portal.clock.ClockTimestamp(), editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='people.company')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'standing',
                'verbose_name_plural': 'standings',
            },
        ),
        migrations.AddIndex(
            model_name='company',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('legal_name_ko'), 'gin_trgm_ops'), name='company_name_ko_trgm'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('legal_name_en'), 'gin_trgm_ops'), name='company_name_en_trgm'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.UniqueConstraint(condition=models.Q(('brn__gt', '')), fields=('brn',), name='company_brn_once', violation_error_message='A company with this business number is already registered.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.UniqueConstraint(condition=models.Q(('foreign_id__gt', '')), fields=('foreign_id_type', 'foreign_id'), name='company_foreign_id_once', violation_error_message='A company with this number is already registered.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('brn', ''), ('brn__regex', '^[0-9]{10}$'), _connector='OR'), name='company_brn_is_ten_digits', violation_error_message='A business number has ten digits.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('country', 'KR'), _negated=True), ('brn__gt', ''), _connector='OR'), name='company_korean_has_brn', violation_error_message='A Korean company needs its business number.'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['state', 'valid_to'], name='certificate_expiry'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('company', 'kind', 'number'), name='certificate_once_per_company', violation_error_message='This certificate is already listed.'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='certificate_ends_after_it_begins', violation_error_message='The last day must not lie before the first.'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('company', 'kind'), name='company_proposal_open_once', violation_error_message='Such a proposal is already waiting for a decision.'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), ('state', 'withdrawn'), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='company_proposal_two_people', violation_error_message='Who proposed it may not decide it.'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'escalated'])), fields=('user', 'company'), name='join_request_open_once', violation_error_message='Your request is already waiting for an answer.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='This e-mail address is already in use.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'company'), name='membership_once', violation_error_message='This person already belongs to the company.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'sent')), fields=('company', 'email'), name='invitation_open_once', violation_error_message='This person has already been invited.'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(fields=['company', 'fact', '-valid_from', '-id'], name='standing_latest'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='standing_ends_after_it_begins', violation_error_message='The last day must not lie before the first.'),
        ),
    ]
