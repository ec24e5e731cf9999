"""Every target's first terms, from its own columns; nodes hang on them."""

import datetime as dt

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery

SAID = ('baseline', 'goal', 'stretch', 'standard', 'deadline')


def fill(apps, schema_editor):
    Target, Terms, Node = (apps.get_model('targets', name) for name in ('Target', 'Terms', 'Node'))
    rows = Target.objects.values_list('pk', 'plan__year', *SAID).order_by('pk')
    Terms.objects.bulk_create(
        (
            Terms(target_id=pk, since=dt.date(year, 1, 1), **dict(zip(SAID, said, strict=True)))
            for pk, year, *said in rows
        ),
        batch_size=500,
    )
    Node.objects.update(terms=Subquery(Terms.objects.filter(target=OuterRef('target')).values('pk')[:1]))


def put_back(apps, schema_editor):
    """The terms as they were at first; what was agreed later has no place in the old columns."""
    Target, Terms, Node = (apps.get_model('targets', name) for name in ('Target', 'Terms', 'Node'))
    first = Terms.objects.filter(target=OuterRef('pk')).order_by('since')
    Target.objects.update(**{name: Subquery(first.values(name)[:1]) for name in SAID})
    earlier = Terms.objects.filter(target=OuterRef('terms__target'), since__lt=OuterRef('terms__since'))
    Node.objects.filter(Exists(earlier)).delete()
    Node.objects.update(target=Subquery(Terms.objects.filter(pk=OuterRef('terms')).values('target')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0005_terms'),
    ]

    operations = [
        migrations.RunPython(fill, put_back),
    ]
