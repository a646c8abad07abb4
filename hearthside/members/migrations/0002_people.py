"""What access rests on, whose care it opens, and what keeps somebody safe."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.AddField("account", "safety_since", models.DateTimeField(null=True)),
        migrations.AddField("account", "no_letters_home", models.BooleanField(default=False)),
        migrations.AddField("person", "confidential_care", models.BooleanField(default=False)),
        migrations.AddField(
            "accessgrant",
            "basis",
            models.CharField(
                choices=[
                    ("own", "Own"),
                    ("arranged", "Arranged"),
                    ("invited", "Invited"),
                    ("authorization", "Authorization"),
                    ("poa_money", "Poa Money"),
                    ("poa_health", "Poa Health"),
                    ("guardian", "Guardian"),
                    ("parent", "Parent"),
                ],
                default="arranged",
                max_length=14,
            ),
        ),
        migrations.AddField(
            "accessgrant",
            "person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.person",
            ),
        ),
        migrations.AddField("accessgrant", "paper", models.CharField(blank=True, max_length=10)),
        migrations.AddField("accessgrant", "ended_why", models.CharField(blank=True, max_length=20)),
        migrations.AddField("accessgrant", "ended_by", models.CharField(blank=True, max_length=60)),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("relationship", "child")), fields=["birth_date"], name="child_by_birth_date"
            ),
        ),
        migrations.AddIndex(
            "accessgrant",
            models.Index(condition=models.Q(("ended_at", None)), fields=["ends_on"], name="grant_by_end"),
        ),
    ]
