import django.db.models.deletion
from django.db import migrations, models


def note_final_runs(apps, schema_editor):
    """Until now the last run was the result of a final assessment."""
    runs = apps.get_model("assessment", "ScoringRun").objects
    for row in apps.get_model("assessment", "Assessment").objects.filter(state="final"):
        row.final = runs.filter(assessment=row).order_by("-number").first()
        row.save(update_fields=["final"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0002_rank_with_halves'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='final',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.scoringrun', verbose_name='定稿的算分'),
        ),
        migrations.RunPython(note_final_runs, migrations.RunPython.noop),
    ]
