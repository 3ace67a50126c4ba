"""What was marked retired has that state; until now nothing but the file could change a question."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    questions = apps.get_model("quizzes", "Question").objects
    questions.filter(retired=True).update(state="retired")
    banks = apps.get_model("quizzes", "Bank").objects.filter(pk=OuterRef("bank_id"))
    questions.filter(retired=False).update(base=F("source"), home=Subquery(banks.values("slug")[:1]))


def take_back(apps, schema_editor):
    # A draft was not asked either, and the older tables know no other word for that.
    apps.get_model("quizzes", "Question").objects.exclude(state="published").update(retired=True)


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0002_states")]
    operations = [migrations.RunPython(fill, take_back)]
