import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0035_device_of_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadlineextension',
            name='asked_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
                verbose_name='asked by',
            ),
        ),
        migrations.AddConstraint(
            model_name='deadlineextension',
            constraint=models.CheckConstraint(
                condition=Q(asked_by__isnull=False) | Q(approved=True),
                name='extension_asked_or_decided',
                violation_error_message='Somebody asks for an extension before it is decided on.',
            ),
        ),
    ]
