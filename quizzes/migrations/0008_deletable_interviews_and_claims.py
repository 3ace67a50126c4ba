"""A learner can be deleted with all interviews; the background claims an interview before it grades it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0007_groups")]
    operations = [
        migrations.AlterField(
            model_name="turn",
            name="answer",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="interview_turn",
                to="quizzes.answer",
            ),
        ),
        migrations.AddField(model_name="interview", name="claimed_until", field=models.DateTimeField(null=True)),
    ]
