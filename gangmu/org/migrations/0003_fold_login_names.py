"""Login names are stored without regard to width and case. Two that then look alike stop the upgrade, and are named."""

import unicodedata

from django.core.management import CommandError
from django.db import migrations

STOPPED = """升级停在这里，数据没有改动：下面的登录名看起来一样，登录时分不清。
请用原来的版本，由系统管理员在“人员账号”里给其中一个改名，再升级。
The upgrade stops here and has changed nothing: these login names cannot be told apart. With the version you had,
let the system administrator rename one of each under 人员账号, then upgrade again.

{clashes}"""


def folded(name):
    return unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', name).casefold()).strip()


def drawn(name):
    return folded(name).replace('0', 'o').replace('1', 'l').replace('rn', 'm').replace('vv', 'w')


def fold(apps, schema_editor):
    people = list(apps.get_model('org', 'User').objects.order_by('pk'))
    alike = {}
    for person in people:
        alike.setdefault(drawn(person.username), []).append(person)
    clashes = [
        '  '.join(f'{person.username!r}（{person.name}，{person.pk}）' for person in those)
        for those in alike.values()
        if len(those) > 1
    ]
    if clashes:
        raise CommandError(STOPPED.format(clashes='\n'.join(clashes)))
    for person in people:
        if person.username != folded(person.username):
            person.username = folded(person.username)
            person.save(update_fields=['username'])


class Migration(migrations.Migration):

    dependencies = [('org', '0002_made_at')]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
