"""Drafts, versions, disputes, regrades, notices and item statistics."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0004_drop_retired"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(model_name="card", name="recheck", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(condition=models.Q(("recheck", True)), fields=["learner"], name="card_recheck"),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=100)),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("math", "Mathematics"),
                            ("ml", "Machine learning"),
                            ("dl", "Deep learning"),
                            ("lesson", "Lesson"),
                            ("project", "Project"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("accepted", "Accepted"), ("declined", "Declined")],
                        db_index=True,
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reply", models.TextField(blank=True, max_length=2000)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dispute", to="quizzes.answer"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ItemStatistics",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("learners", models.PositiveIntegerField()),
                ("attempts", models.PositiveIntegerField()),
                ("facility", models.FloatField(null=True)),
                ("discrimination", models.FloatField(null=True)),
                ("median_seconds", models.FloatField(null=True)),
                ("difficulty", models.FloatField(null=True)),
                ("lapse_rate", models.FloatField(null=True)),
                ("suspect", models.CharField(blank=True, max_length=300)),
                ("wrong_answers", models.JSONField(default=list)),
                ("idle_distractors", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statistics", to="quizzes.question"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "item statistics",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="quizzes.answer"
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="quizzes.learner"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Regrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.FloatField(null=True)),
                ("notes", models.JSONField(default=list)),
                ("receipt", models.TextField(blank=True)),
                ("suggested", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="regrades", to="quizzes.answer"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("loaded", "Loaded from its file"),
                            ("saved", "Saved as a draft"),
                            ("submitted", "Put up for review"),
                            ("published", "Published"),
                            ("retired", "Retired"),
                            ("restored", "Restored"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.TextField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="quizzes.question"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("state", models.CharField(choices=[("draft", "Draft"), ("review", "In review")], max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="working_copies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="copy", to="quizzes.question"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "working copies",
            },
        ),
    ]
