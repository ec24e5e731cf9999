"""The old columns go: what a target says is in its terms alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0006_fill_terms'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='node',
            options={'ordering': ['terms', 'due'], 'verbose_name': '节点', 'verbose_name_plural': '节点'},
        ),
        migrations.RemoveConstraint(model_name='node', name='node_once_a_day'),
        migrations.RemoveConstraint(model_name='target', name='target_stretch_beyond_goal'),
        migrations.RemoveField(model_name='node', name='target'),
        migrations.RemoveField(model_name='target', name='baseline'),
        migrations.RemoveField(model_name='target', name='deadline'),
        migrations.RemoveField(model_name='target', name='goal'),
        migrations.RemoveField(model_name='target', name='standard'),
        migrations.RemoveField(model_name='target', name='stretch'),
        migrations.AlterField(
            model_name='node',
            name='terms',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='targets.terms', verbose_name='约定'),
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.UniqueConstraint(fields=('terms', 'due'), name='node_once_a_day', violation_error_message='同一天只能有一个节点'),
        ),
    ]
