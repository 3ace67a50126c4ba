"""The state has taken its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0003_fill_states")]
    operations = [
        migrations.RemoveField(
            model_name="question",
            name="retired",
        ),
    ]
