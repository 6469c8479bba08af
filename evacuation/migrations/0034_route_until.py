"""The day on which the route of who arrived is destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evacuation", "0033_host_door"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="route_until",
            field=models.DateTimeField(null=True),
        ),
    ]
