"""Where knocks are counted. Unlogged: after a crash of the database counting starts anew, and nothing else is lost."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE portal_throttle (
    door varchar(20) NOT NULL,
    knocker varchar(32) NOT NULL,
    began timestamptz NOT NULL,
    hits integer NOT NULL,
    PRIMARY KEY (door, knocker, began)
);
CREATE INDEX portal_throttle_began ON portal_throttle (began);
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_ground")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE portal_throttle")]
