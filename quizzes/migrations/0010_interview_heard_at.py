"""When the page of the question in view last gave a sign; no interview that goes on has given one yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0009_head_base")]
    operations = [migrations.AddField(model_name="interview", name="heard_at", field=models.DateTimeField(null=True))]
