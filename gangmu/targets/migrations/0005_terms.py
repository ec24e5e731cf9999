"""What a target says gets rows of its own; 0006 fills them, 0007 takes the columns away that said it before."""

import django.db.models.deletion
from django.db import migrations, models

import gangmu.base.fields


def quantity(name):
    return gangmu.base.fields.QuantityField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name=name)


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0004_source_items'),
    ]

    operations = [
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='自')),
                ('baseline', quantity('上年实绩')),
                ('goal', quantity('目标值')),
                ('stretch', quantity('争取目标')),
                ('standard', models.TextField(blank=True, verbose_name='完成标准')),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='完成时限')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='targets.target', verbose_name='目标')),
            ],
            options={
                'verbose_name': '约定',
                'verbose_name_plural': '约定',
                'ordering': ['target', 'since'],
                'constraints': [models.UniqueConstraint(fields=('target', 'since'), name='terms_once_a_day', violation_error_message='同一天起只能有一份约定')],
            },
        ),
        migrations.AddField(
            model_name='node',
            name='terms',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='targets.terms', verbose_name='约定'),
        ),
        migrations.AlterField(  # so that the way back has a column to fill
            model_name='node',
            name='target',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='targets.target', verbose_name='目标'),
        ),
    ]
