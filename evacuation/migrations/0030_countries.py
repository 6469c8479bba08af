"""What is publicly known of countries on the way."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("evacuation", "0029_movement"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountryAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("text", models.CharField(max_length=1000)),
                ("source", models.CharField(max_length=500)),
                ("raised_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CountryRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("entry", "Entry and stay, by papers"),
                            ("wanted_base", "Shared wanted lists, by country"),
                            ("deportation", "Handing people back, by country"),
                            ("medicine", "Carrying a medicine, by its kind"),
                            ("health", "Turning people away for their health"),
                            ("law", "Laws against communities or their work"),
                        ],
                        max_length=12,
                    ),
                ),
                ("of", models.CharField(blank=True, max_length=20)),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("free", "Let in without a visa"),
                            ("visa", "Only with a visa or permit"),
                            ("refused", "Not let in"),
                            ("shared", "Shares its wanted lists"),
                            ("not_shared", "Does not share them"),
                            ("never", "Not known to happen"),
                            ("sometimes", "It has happened"),
                            ("often", "It happens often"),
                            ("allowed", "Allowed"),
                            ("with_papers", "With papers"),
                            ("banned", "Not allowed"),
                            ("safe", "No such law"),
                            ("hostile", "A hostile law is in force"),
                            ("criminal", "Punished as a crime"),
                        ],
                        max_length=12,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("source", models.CharField(max_length=500)),
                ("checked_on", models.DateField()),
                ("good_until", models.DateField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("country", "subject", "of"),
                        name="country_rule_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pathway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visa_free", "Stay without a visa"),
                            ("humanitarian_visa", "Humanitarian visa"),
                            ("national_visa", "National visa"),
                            ("asylum_at_border", "Asylum at the border"),
                            ("family", "Family"),
                            ("temporary_seat", "Seat for temporary relocation"),
                            ("residency_seat", "Seat of a residency programme"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("limited", "Limited"),
                            ("suspended", "Suspended"),
                            ("closed", "Closed"),
                            ("unknown", "Not known"),
                        ],
                        max_length=12,
                    ),
                ),
                ("legal_base", models.CharField(blank=True, max_length=300)),
                ("who", models.CharField(blank=True, max_length=300)),
                ("wait", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("source", models.CharField(max_length=500)),
                ("checked_on", models.DateField()),
                ("good_until", models.DateField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("country", "kind"),
                        name="pathway_once",
                    )
                ],
            },
        ),
    ]
