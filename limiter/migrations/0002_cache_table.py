from django.db import migrations

# As `createcachetable` makes it: here, so that `migrate` alone makes all that is needed.
FORWARDS = """
CREATE TABLE IF NOT EXISTS portal_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS portal_cache_expires ON portal_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("limiter", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, "DROP TABLE portal_cache")]
