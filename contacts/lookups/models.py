"""Look-ups. Each has a stable uuid beside its integer id, since some callers know rows by one and some by the other."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from contacts.record import choices

ALIAS = RegexValidator(r"^[A-Za-z_][A-Za-z0-9_-]*$", "Expected letters, digits, _ and -, beginning with a letter.")


def _pairs(choice: object) -> list[tuple[str, str]]:
    return [(member, choices.label(member)) for member in choices.members(choice) if member]


class LookUp(models.Model):
    """What every look-up has; names are unique without regard to case, so that a caller may name a row by its name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=64, blank=True, db_index=True)
    description = models.CharField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "name", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="%(class)s_name")]

    def __str__(self) -> str:
        return self.name


class Category(LookUp):
    class Meta(LookUp.Meta):
        verbose_name_plural = "categories"


class OwnerGroup(LookUp):
    """The group that owns a contact; ``community`` is the wider body it belongs to."""

    alternative_code = models.CharField(max_length=64, blank=True)
    community = models.CharField(max_length=200, blank=True)


class PrivacyLevel(LookUp):
    number = models.CharField(max_length=32, blank=True)
    hierarchy_level = models.IntegerField(default=0)


class Industry(LookUp):
    class Meta(LookUp.Meta):
        verbose_name_plural = "industries"


class Sector(LookUp):
    alternative_code = models.CharField(max_length=64, blank=True)


class Source(LookUp):
    """Where contacts come from."""


class MarketingList(LookUp):
    """A list that contacts are on, for mailings."""


class CustomerType(LookUp):
    """What kind of customer a contact is; the number 0 stands for none at every surface."""


class Organisation(LookUp):
    """A customer organisation that contacts are affiliated with; ``account`` and ``custom_identifier`` are its own."""

    account = models.CharField(max_length=64, blank=True)
    custom_identifier = models.CharField(max_length=64, blank=True, db_index=True)
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="organisation_rows"
    )


class Branch(LookUp):
    """A place of an organisation."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)

    class Meta(LookUp.Meta):
        verbose_name_plural = "branches"


class Vendor(LookUp):
    """Who sells to an organisation."""

    account = models.CharField(max_length=64, blank=True)
    type = models.IntegerField(default=1)


class CostCentre(LookUp):
    """The name of a cost centre; contacts keep the number, whether or not a row names it."""

    number = models.IntegerField(unique=True)

    class Meta(LookUp.Meta):
        verbose_name = "cost centre"
        constraints = []


class Country(models.Model):
    """A country of ISO 3166-1 with its ITU-T E.164 calling code, loaded by migration from a library's data."""

    alpha2 = models.CharField(max_length=2, primary_key=True)
    alpha3 = models.CharField(max_length=3, unique=True)
    number = models.IntegerField(unique=True)
    name = models.CharField(max_length=200)
    calling_code = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name


class Language(models.Model):
    """A language contacts may prefer, ISO 639-2/T, and eight free ones."""

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomFieldGroup(models.Model):
    """A set of custom fields shown together; the alias never changes, since records are keyed by it."""

    alias = models.CharField(max_length=64, unique=True, validators=[ALIAS])
    name = models.CharField(max_length=200)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name


class CustomField(models.Model):
    """A field that staff defined. Aliases are unique over all groups, and never change once a value is stored."""

    group = models.ForeignKey(CustomFieldGroup, on_delete=models.PROTECT, related_name="fields")
    alias = models.CharField(max_length=64, unique=True, validators=[ALIAS])
    label = models.CharField(max_length=200)
    type = models.CharField(max_length=16, choices=_pairs(choices.CustomFieldType), default="text")
    part = models.CharField(max_length=16, choices=_pairs(choices.CustomPart), default="contact")
    choices = models.JSONField(default=list, blank=True)
    help_text = models.CharField(max_length=300, blank=True)
    is_customer_visible = models.BooleanField(default=False)
    is_customer_editable = models.BooleanField(default=False)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["group__position", "position", "label", "id"]

    def __str__(self) -> str:
        return self.label
