"""`manage.py developer_files`: make the Python client, the collections and the description if they are missing."""

from django.core.management.base import BaseCommand, CommandError

from portal.developers import services


class Command(BaseCommand):
    help = "Make and publish what is fetched at /developers/downloads/."

    def handle(self, *args, verbosity, **options):
        try:
            made = services.publish_files()
        except services.ClientNotMade as trouble:
            raise CommandError(str(trouble)) from trouble
        for each in made if verbosity else []:
            self.stdout.write(f"{each.name}  {each.size:,} bytes  SHA-256 {each.sha256}")
        if not made and verbosity:
            self.stdout.write("Everything is there.")
