"""What holds for every verb of every thing, whatever it is."""

from __future__ import annotations

from inspect import signature

import pytest

from gangmu.base.errors import Conflict, Denied
from gangmu.base.models import Event
from gangmu.base.verbs import every_table
from tests.verbs import of_imports, of_org  # noqa: F401 -- they add their scenes
from tests.verbs.scenes import SCENES, Scene

EVERY = [pytest.param(table, verb, id=table.event(verb.name)) for table in every_table() for verb in table]
VERSIONED = [one for one in EVERY if "version" in signature(one.values[0].actions[one.values[1].name]).parameters]
MOVING = [one for one in EVERY if one.values[1].moves]


@pytest.fixture
def scene(request, table, verb) -> Scene:
    return SCENES[table.event(verb.name)](request)


def do(table, verb, scene: Scene, by, *, older: int = 0):
    """Call the verb's action as that person; `older` says how many versions ago the person looked."""
    action = table.actions[verb.name]
    arguments = dict(scene.arguments) | ({scene.called: scene.row} if scene.called else {})
    if "version" in signature(action).parameters:
        scene.row.refresh_from_db()
        arguments["version"] = scene.row.version - older
    return action(by=by, **arguments)


def test_every_verb_has_a_scene_and_every_scene_a_verb():
    assert {one.id for one in EVERY} == set(SCENES)


def test_every_event_is_told_by_one_table():
    events = [one.id for one in EVERY]
    assert sorted(events) == sorted(set(events))


@pytest.mark.parametrize("table", [pytest.param(table, id=table.noun) for table in every_table() if table.states])
def test_every_state_is_reached_and_has_an_owner_and_a_way_out_or_is_final(table):
    first = next(iter(table.states))
    reached = {first} | {after for moves in table.moves.values() for after in moves.values()}
    assert reached == set(table.states)
    assert {state for state, moves in table.moves.items() if moves} == set(table.owners)


@pytest.mark.parametrize(("table", "verb"), EVERY)
def test_it_writes_exactly_one_event_with_one_name(table, verb, scene, city):
    before, state = Event.objects.count(), getattr(scene.row, "state", "")
    do(table, verb, scene, city.people[scene.by])
    written = Event.objects.order_by("number")[before:]
    assert sorted(event.verb for event in written) == sorted([table.event(verb.name), *scene.others])
    event = next(event for event in written if event.verb == table.event(verb.name))
    assert event.actor == city.people[scene.by].name
    assert event.role
    if verb.moves.get(state, state) != state:
        assert (event.before["state"], event.after["state"]) == (state, verb.moves[state])


@pytest.mark.parametrize(("table", "verb"), EVERY)
def test_a_stranger_is_refused_and_nothing_is_written(table, verb, scene, city):
    before = Event.objects.count()
    with pytest.raises(Denied):
        do(table, verb, scene, city.people["third_party"])
    assert Event.objects.count() == before


@pytest.mark.parametrize(("table", "verb"), VERSIONED)
def test_an_older_version_is_refused_with_what_is_stored(table, verb, scene, city):
    before = Event.objects.count()
    with pytest.raises(Conflict) as refused:
        do(table, verb, scene, city.people[scene.by], older=1)
    assert refused.value.theirs["version"] == scene.row.version
    assert Event.objects.count() == before


@pytest.mark.parametrize(("table", "verb"), MOVING)
def test_in_another_state_it_is_refused_and_the_states_that_allow_it_are_named(table, verb, scene, city):
    for state in set(table.states) - set(verb.moves):
        scene.row.state = state
        with pytest.raises(Denied) as refused:
            table.check(city.people[scene.by], scene.row, verb.name)
        assert str(table.states[state]) in refused.value.reason
        assert all(str(table.states[possible]) in refused.value.reason for possible in verb.moves)
        assert table.refusal(city.people[scene.by], scene.row, verb.name) == refused.value.reason
