"""Tables of the search, and on each database its own full text index over the passages."""

from django.db import migrations, models


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE helpcenter_passage_words USING fts5(stems, tokenize = 'unicode61')"
        )
    else:
        schema_editor.execute(
            "CREATE INDEX helpcenter_passage_words ON helpcenter_passage"
            " USING gin (to_tsvector('simple', stems))"
        )


def drop_index(apps, schema_editor):
    kind = "TABLE" if schema_editor.connection.vendor == "sqlite" else "INDEX"
    schema_editor.execute(f"DROP {kind} IF EXISTS helpcenter_passage_words")


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("helpcenter", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", key()),
                ("slug", models.SlugField(max_length=60)),
                ("language", models.CharField(max_length=2)),
                ("anchor", models.CharField(blank=True, max_length=120)),
                ("place", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("stems", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slug", "language", "place"), name="passage_has_one_place"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="PassageEdition",
            fields=[("id", key()), ("fingerprint", models.CharField(max_length=64))],
        ),
        migrations.CreateModel(
            name="SearchMiss",
            fields=[
                ("id", key()),
                ("spelled", models.CharField(max_length=120, unique=True)),
                ("words", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=2)),
                ("times", models.PositiveIntegerField(default=1)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("settled_on", models.DateField(null=True)),
                ("answered_by", models.SlugField(blank=True, max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_on__isnull", True)),
                        fields=["first_on"],
                        name="misses_waiting",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="SearchSaying",
            fields=[
                ("id", key()),
                ("spelled", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(max_length=60)),
                ("added_on", models.DateField()),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
