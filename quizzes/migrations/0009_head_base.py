"""What the file of a bank had above its questions when file and page last agreed; filled by the next load."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0008_deletable_interviews_and_claims")]
    operations = [migrations.AddField(model_name="bank", name="head_base", field=models.TextField(null=True))]
