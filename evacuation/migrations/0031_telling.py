"""A clock of its own for telling the person what was decided."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0030_countries")]

    operations = [
        migrations.AlterField(
            model_name="deadline",
            name="clock",
            field=models.CharField(
                choices=[
                    ("own", "Somebody owns it"),
                    ("contact", "First safe contact"),
                    ("interim", "Safe for now"),
                    ("verify", "Verification"),
                    ("decide", "Decision"),
                    ("plan", "Plan"),
                    ("check", "Speak with them again"),
                    ("rescore", "Assess again"),
                    ("answer", "Their answer"),
                    ("review", "Look at it again"),
                    ("ratify", "A second person ratifies the help"),
                    ("appeal", "Decide on the appeal"),
                    ("appeal_ends", "The time for an appeal ends"),
                    ("follow_up", "Ask how they are"),
                    ("go", "Set out, or check everything again"),
                    ("route", "Look at the route again"),
                    ("check_in", "They should have been heard"),
                    ("settle", "The first 72 hours after arrival"),
                    ("tell", "Tell the person what was decided"),
                ],
                max_length=12,
            ),
        )
    ]
