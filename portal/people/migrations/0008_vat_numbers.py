"""VAT numbers are kept with the letters of their country: one company, one number. Source: domain CAT-05."""

from django.db import migrations

from portal.people.rules import vat_number


def add_countries(apps, _schema_editor) -> None:
    """Every VAT number in its one form; a company whose number another one has in that form keeps what it has.

    Nobody can tell here which of the two is the right one: staff closes the other, or merges them.
    """
    companies = apps.get_model("people", "Company").objects
    named = companies.filter(foreign_id_type="VAT", foreign_id__gt="").order_by("pk")
    for pk, country, number in named.values_list("pk", "country", "foreign_id"):
        kept = vat_number(number, country)
        if kept not in ("", number) and not companies.filter(foreign_id_type="VAT", foreign_id=kept).exists():
            companies.filter(pk=pk).update(foreign_id=kept)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_life_cycle")]

    operations = [migrations.RunPython(add_countries, migrations.RunPython.noop, elidable=True)]
