from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0003_final_run'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('final__isnull', False), ('state', 'final')), models.Q(models.Q(('state', 'final'), _negated=True), ('final__isnull', True)), _connector='OR'), name='assessment_final_has_its_run'),
        ),
    ]
