import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0007_encrypt_second_factors")]

    operations = [
        migrations.CreateModel(
            name="ShownColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listing", models.CharField(max_length=20, verbose_name="列表")),
                ("columns", models.JSONField(default=list, verbose_name="显示的列")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "列设定",
                "verbose_name_plural": "列设定",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "listing"), name="columns_once_a_list"),
                ],
            },
        ),
    ]
