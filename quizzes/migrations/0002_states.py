"""Questions gain a state, and what an edit on the page needs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0001_tables")]
    operations = [
        migrations.AddField(model_name="bank", name="held", field=models.CharField(blank=True, max_length=64)),
        migrations.AddField(model_name="question", name="home", field=models.CharField(blank=True, max_length=100)),
        migrations.AddField(
            model_name="bank",
            name="head",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="question",
            name="author",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="question",
            name="base",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("review", "In review"),
                    ("published", "Published"),
                    ("retired", "Retired"),
                ],
                db_index=True,
                default="published",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="theirs",
            field=models.TextField(null=True),
        ),
        migrations.AlterField(
            model_name="question",
            name="html",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="question",
            name="key_fields",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="question",
            name="line",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="question",
            name="seconds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="question",
            name="source",
            field=models.TextField(blank=True),
        ),
    ]
