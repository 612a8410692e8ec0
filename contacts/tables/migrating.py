"""An operation that takes several steps of a migration without rendering the models after each.

After each new table Django renders every model related to it, however far. Here all models are related to the contact,
so it renders all of them every time: five of the seven seconds that a first start took.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel, RemoveIndex
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState, StateApps

Step = CreateModel | AddIndex | RemoveIndex | AddConstraint


class AtOnce(Operation):
    """New tables, or indexes of old ones: steps that need no model in between of which only a part is there."""

    category = OperationCategory.MIXED

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        apps: StateApps | None = state.__dict__.pop("apps", None)  # as Django asks whether models are rendered
        for step in self.steps:
            step.state_forwards(app_label, state)
        made = [state.models[app_label, step.name_lower] for step in self.steps if isinstance(step, CreateModel)]
        # New models change no old one. A copy of rendered models shares them with its original: it is rendered whole.
        if apps and len(made) == len(self.steps) and all(model._meta.apps is apps for model in apps.get_models()):
            apps.render_multiple(made)
            state.apps = apps

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for step in self.steps:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for step in reversed(self.steps):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(step.describe() for step in self.steps)
