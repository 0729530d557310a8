from django.db import migrations

# Names as one searches for them in Find Help Near You: part of a word, a wrong letter or two.
INDEXES = [
    """
    CREATE INDEX assister_folded_name ON accounts_assister
    USING gin (cases_fold(first_name || ' ' || last_name) gin_trgm_ops)
    """,
    """
    CREATE INDEX entity_folded_name ON accounts_entity
    USING gin (cases_fold(legal_name) gin_trgm_ops)
    """,
    "CREATE INDEX assister_spoken_languages ON accounts_assister USING gin (spoken_languages)",
]
GONE = [
    "DROP INDEX assister_spoken_languages",
    "DROP INDEX entity_folded_name",
    "DROP INDEX assister_folded_name",
]


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0002_take_up_and_address"),
        ("accounts", "0009_zip_codes"),
        ("cases", "0001_initial"),
    ]

    operations = [migrations.RunSQL(INDEXES, GONE)]
