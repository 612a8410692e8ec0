"""Tables that a migration makes at once are there as if they had been made one by one."""

from django.db import models
from django.db.migrations.operations import AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from contacts.tables.migrating import AtOnce


def model(name: str, to: str = "") -> CreateModel:
    fields: list[tuple[str, models.Field]] = [("id", models.BigAutoField(primary_key=True))]  # type: ignore[type-arg]
    if to:
        fields.append(("to", models.ForeignKey(f"contacts.{to}", models.CASCADE)))
    return CreateModel(name, fields)


def related(state: ProjectState) -> dict[str, list[str]]:
    """Which models point to each."""
    return {
        one._meta.model_name or "": sorted(relation.name for relation in one._meta.related_objects)
        for one in state.apps.get_models()
    }


def rendered() -> ProjectState:
    state = ProjectState()
    model("Ada").state_forwards("contacts", state)
    assert related(state) == {"ada": []}
    return state


NEW = [model("Bob", "Ada"), model("Eve", "Bob"), model("Ida", "Ada")]
THEN = {"ada": ["bob", "ida"], "bob": ["eve"], "eve": [], "ida": []}


def test_old_models_know_the_new_ones_and_are_not_made_anew() -> None:
    state = rendered()
    ada = state.apps.get_model("contacts", "ada")
    AtOnce(*NEW).state_forwards("contacts", state)
    assert related(state) == THEN
    assert state.apps.get_model("contacts", "ada") is ada


def test_a_copy_leaves_its_original_as_it_was() -> None:
    state = rendered()
    copy = state.clone()
    AtOnce(*NEW).state_forwards("contacts", copy)
    assert (related(copy), related(state)) == (THEN, {"ada": []})
    assert not hasattr(state.apps.get_model("contacts", "ada"), "bob_set")


def test_indexes_are_known_too() -> None:
    state = rendered()
    AtOnce(
        AddIndex("ada", models.Index(fields=["id"], name="a")), AddIndex("ada", models.Index(fields=["-id"], name="b"))
    ).state_forwards("contacts", state)
    assert [index.name for index in state.apps.get_model("contacts", "ada")._meta.indexes] == ["a", "b"]
