"""Interviews and their turns; an answer may belong to no card of the day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0005_authoring")]
    operations = [
        migrations.AlterField(
            model_name="answer",
            name="card_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("seed", models.BigIntegerField()),
                ("choices", models.JSONField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "timer",
                    models.CharField(choices=[("hard", "Hard"), ("soft", "Soft"), ("none", "None")], max_length=10),
                ),
                ("stretch", models.FloatField(default=1.0)),
                ("started_at", models.DateTimeField()),
                ("deadline", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("graded_at", models.DateTimeField(null=True)),
                ("written_at", models.DateTimeField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("in_view_since", models.DateTimeField()),
                ("pad", models.TextField(blank=True)),
                ("pad_version", models.PositiveIntegerField(default=0)),
                ("share", models.CharField(max_length=43, null=True, unique=True)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interviews", to="quizzes.learner"
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="quizzes.interview",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("seed", models.BigIntegerField()),
                ("why", models.CharField(max_length=20)),
                ("follows", models.PositiveSmallIntegerField(null=True)),
                ("expected", models.FloatField()),
                ("text", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("aside", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField(null=True)),
                ("flagged", models.BooleanField(default=False)),
                ("skipped", models.BooleanField(default=False)),
                ("spoken", models.BooleanField(default=False)),
                ("seen", models.BooleanField(default=False)),
                ("seconds", models.FloatField(default=0.0)),
                ("own_score", models.FloatField(null=True)),
                ("ticked", models.JSONField(null=True)),
                (
                    "answer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interview_turn",
                        to="quizzes.answer",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interview_turns", to="quizzes.card"
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="quizzes.interview"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["deadline"], name="interview_open"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                condition=models.Q(("graded_at__isnull", True)), fields=["ended_at"], name="interview_ungraded"
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(fields=("learner", "key"), name="one_interview_a_key"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(fields=("interview", "position"), name="one_turn_a_position"),
        ),
    ]
