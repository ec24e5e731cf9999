"""Secrets of second factors, kept in the clear so far, are encrypted."""

from django.db import migrations

from gangmu.base.encryption import MARK, decrypted, encrypted


def encrypt(apps, schema_editor):
    _each(apps, lambda text: text if text.startswith(MARK) else encrypted(text))


def open_again(apps, schema_editor):
    _each(apps, decrypted)


def _each(apps, change):
    for row in apps.get_model('mfa', 'Authenticator').objects.filter(type__in=('totp', 'recovery_codes')):
        for key, value in row.data.items():
            if key in ('secret', 'seed'):
                row.data[key] = change(value)
            elif key == 'migrated_codes':
                row.data[key] = [change(code) for code in value]
        row.save(update_fields=['data'])


class Migration(migrations.Migration):

    dependencies = [('org', '0006_former_name'), ('mfa', '0003_authenticator_type_uniq')]

    operations = [migrations.RunPython(encrypt, open_again)]
