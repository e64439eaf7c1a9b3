"""Calendar addresses of payments move to the place of all calendar addresses; they go on working."""

from django.db import migrations

NAMES = {"ko": "지급 일정", "en": "Payments"}


def move(apps, schema_editor):
    """The same secret, the same day of making."""
    feeds = apps.get_model("exchange", "CalendarFeed")
    for link in apps.get_model("payments", "CalendarLink").objects.select_related("person"):
        feeds.objects.create(
            person=link.person,
            company_id=link.company_id,
            name=NAMES.get(link.person.language, NAMES["ko"]),
            kinds=["payments"],
            sha256=link.sha256,
            made_at=link.made_at,
        )


def move_back(apps, schema_editor):
    """One for each person and company: the oldest that shows payments alone."""
    links = apps.get_model("payments", "CalendarLink")
    for feed in apps.get_model("exchange", "CalendarFeed").objects.filter(kinds=["payments"]).order_by("pk"):
        links.objects.get_or_create(
            person_id=feed.person_id,
            company_id=feed.company_id,
            defaults={"sha256": feed.sha256, "made_at": feed.made_at},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0022_changes"),
        ("exchange", "0001_feed"),
    ]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.DeleteModel(name="CalendarLink"),
    ]
