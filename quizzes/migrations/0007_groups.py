"""Who writes and who publishes: two groups with their permissions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

AUTHORS = ("add_question", "change_question", "view_question", "view_bank", "view_topic", "view_itemstatistics")
EDITORS = (
    *AUTHORS,
    *("publish_question", "add_bank", "add_topic", "change_topic"),
    *("view_dispute", "change_dispute"),
)
GROUPS = {"Authors": AUTHORS, "Editors": EDITORS}


def make_groups(apps, schema_editor):
    """Permissions are else made after all migrations, which is too late for their groups."""
    config = apps.get_app_config("quizzes")
    config.models_module = getattr(config, "models_module", None) or True  # else it is taken for an app without models
    create_permissions(config, apps=apps, using=schema_editor.connection.alias, verbosity=0)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.using(schema_editor.connection.alias).get_or_create(name=name)
        held = Permission.objects.using(schema_editor.connection.alias).filter(
            content_type__app_label="quizzes", codename__in=codenames
        )
        group.permissions.add(*held)


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0006_interviews"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="question",
            options={
                "ordering": ["place", "slug"],
                "permissions": [("publish_question", "Can publish questions")],
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False),
    ]
