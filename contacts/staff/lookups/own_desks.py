"""The desks of zones and of the fields that staff define."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.staff.engine.declaration import Column, Desk
from contacts.staff.lookups.custom_forms import CustomFieldForm, CustomFieldGroupForm
from contacts.staff.lookups.desks import ABOUT, CODE, IN_USE, NAME
from contacts.staff.lookups.forms import lookup_form
from contacts.staff.lookups.rooms import ZONE_ROOM, facts_of, members, room_of, zone_url
from contacts.zones.models import Zone


def _zones() -> QuerySet[Zone]:
    living = Q(grants__expires_at=None) | Q(grants__expires_at__gt=timezone.now())
    return Zone.objects.annotate(members=Count("grants", filter=living & Q(grants__isnull=False)))


def _groups() -> QuerySet[CustomFieldGroup]:
    return CustomFieldGroup.objects.annotate(count=Count("fields"))


def _fields() -> QuerySet[CustomField]:
    return CustomField.objects.select_related("group")


ZONES = Desk(
    slug="zones",
    model=Zone,
    noun="zone",
    title="Zones",
    teach="Parts of a site that only members may enter. Members are added on a contact’s page.",
    columns=(
        NAME,
        CODE,
        Column(name="members", label="Members", kind="number", sort="members", width="s", grouped=True),
        ABOUT,
    ),
    form=lookup_form(Zone, "name", "code", "description", "is_active"),
    search=("name", "code"),
    order="name",
    icon="lock",
    tabs=IN_USE,
    archive="is_active",
    rows=_zones,
    room=ZONE_ROOM,
    uses_url=zone_url,
    facts=members,
)
CUSTOM_GROUPS = Desk(
    slug="custom-groups",
    model=CustomFieldGroup,
    noun="field group",
    title="Custom field groups",
    teach="Custom fields stand in groups on a contact’s page. Make a group first, such as “Club”.",
    columns=(
        NAME,
        Column(name="alias", label="Alias", sort="alias", width="m"),
        Column(name="count", label="Fields", kind="number", sort="count", width="s"),
        Column(name="position", label="Place", kind="number", sort="position", editable="position", width="s"),
    ),
    form=CustomFieldGroupForm,
    search=("name", "alias"),
    order="position",
    rows=_groups,
    room=room_of("custom_field_group"),
    facts=facts_of("custom_field_group"),
)
CUSTOM_FIELDS = Desk(
    slug="custom-fields",
    model=CustomField,
    noun="custom field",
    title="Custom fields",
    teach="Whatever your contacts have that has no field yet: a shoe size, a member number, a renewal date.",
    columns=(
        Column(name="label", label="Label", kind="name", sort="label"),
        Column(name="group", label="Group", sort="group__name", width="m"),
        Column(name="type", label="Type", value=CustomField.get_type_display, sort="type", width="s"),
        Column(name="part", label="Belongs to", value=CustomField.get_part_display, sort="part", width="s"),
        Column(name="alias", label="Alias", sort="alias", width="m", spare=True),
        Column(name="choices", label="Choices", value=lambda row: ", ".join(row.choices), spare=True),
    ),
    form=CustomFieldForm,
    search=("label", "alias"),
    order="label",
    rows=_fields,
    room=room_of("custom_field"),
    facts=facts_of("custom_field"),
)
OWN_DESKS: tuple[Desk, ...] = (ZONES, CUSTOM_GROUPS, CUSTOM_FIELDS)
