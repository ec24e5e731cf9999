from django.urls import path

from gangmu.web.org import groups, offices, people, reforms, transfers, units

app_name = "org"
urlpatterns = [
    path("", units.units, name="units"),
    path("units/new/", units.new, name="unit-new"),
    path("units/export/", units.export, name="units-export"),
    path("units/import/", transfers.units, name="units-import"),
    path("units/template/", transfers.units_template, name="units-template"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/edit/", units.edit, name="unit-edit"),
    path("units/<int:pk>/move/", units.move, name="unit-move"),
    path("units/<int:pk>/merge/", reforms.merge, name="unit-merge"),
    path("units/<int:pk>/split/", reforms.split, name="unit-split"),
    path("units/<int:pk>/close/", reforms.close, name="unit-close"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new, name="group-new"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/edit/", groups.edit, name="group-edit"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/export/", people.export, name="people-export"),
    path("people/import/", transfers.people, name="people-import"),
    path("people/template/", transfers.people_template, name="people-template"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="person-edit"),
    path("people/<int:pk>/switch/", people.switch, name="person-switch"),
    path("people/<int:pk>/password/", people.password, name="person-password"),
    path("people/<int:pk>/appoint/", offices.appoint, name="appoint"),
    path("offices/<int:pk>/end/", offices.end, name="office-end"),
    path("offices/<int:pk>/substitute/", offices.substitute, name="office-substitute"),
    path("substitutions/<int:pk>/end/", offices.end_substitution, name="substitution-end"),
]
