"""Second factors of staff."""

import django.contrib.auth.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from contacts.tables.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contacts", "0021_cards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="DeskUser",
            fields=[],
            options={"proxy": True, "default_permissions": (), "indexes": [], "constraints": []},
            bases=("auth.user",),
            managers=[("objects", django.contrib.auth.models.UserManager())],
        ),
        AtOnce(
            migrations.CreateModel(
                name="SecondFactor",
                fields=[
                    (
                        "user",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="second_factor",
                            serialize=False,
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    ("turned_on_at", models.DateTimeField(null=True)),
                    ("generation", models.CharField(max_length=43)),
                ],
            ),
            migrations.CreateModel(
                name="Authenticator",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.CharField(max_length=60)),
                    ("handle", models.CharField(max_length=43, unique=True)),
                    ("seed", models.TextField()),
                    ("created_at", models.DateTimeField()),
                    ("confirmed_at", models.DateTimeField(null=True)),
                    ("last_used_at", models.DateTimeField(null=True)),
                    ("last_step", models.BigIntegerField(db_default=0, default=0)),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="authenticators",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["id"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("confirmed_at", None)), fields=("user",), name="authenticator_one_begun"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RecoveryCode",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("digest", models.CharField(max_length=64)),
                    ("used_at", models.DateTimeField(null=True)),
                    (
                        "user",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="recovery_codes",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_one")],
                },
            ),
            migrations.CreateModel(
                name="FactorEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("on", "turned on"),
                                ("off", "turned off"),
                                ("reset", "taken away by a colleague"),
                                ("added", "authenticator added"),
                                ("removed", "authenticator removed"),
                                ("renewed", "new recovery codes"),
                                ("recovery", "recovery code used"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("actor_id", models.BigIntegerField(null=True)),
                    ("actor_label", models.CharField(max_length=200)),
                    ("about", models.CharField(blank=True, db_default="", default="", max_length=300)),
                    (
                        "user",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="factor_events",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["-id"],
                    "indexes": [models.Index(fields=["user", "-id"], name="factor_event_user")],
                },
            ),
        ),
    ]
