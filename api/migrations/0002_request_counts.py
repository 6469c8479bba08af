from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_partner_apps")]

    operations = [
        migrations.CreateModel(
            name="RequestCount",
            fields=[
                (
                    "caller",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("window_start", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        # Free space in each page keeps updates in place (no index is touched).
        migrations.RunSQL(
            "ALTER TABLE api_requestcount SET UNLOGGED, SET (fillfactor = 50)",
            "ALTER TABLE api_requestcount SET LOGGED, RESET (fillfactor)",
        ),
    ]
