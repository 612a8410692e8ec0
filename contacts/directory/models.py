"""The rows of a contact. They are searched, filtered, constrained and counted; whole contacts are read from snapshots.

Rows are written by ``operations`` only, as a projection of the record (see ``rows``). Ids are handed out before the
rows are written (see ``keys``), so a record is complete before its first statement.
"""

from django.db import models
from django.db.models import F
from django.db.models.functions import Left, Upper

from contacts.lookups.models import (
    Branch,
    Category,
    CustomerType,
    CustomField,
    Industry,
    MarketingList,
    Organisation,
    OwnerGroup,
    PrivacyLevel,
    Sector,
    Source,
    Vendor,
)
from contacts.tables.digests import Sha256

SHORT, LINE = 100, 200
INDEXED_TEXT = 100


def line(length: int = LINE) -> "models.CharField[str, str]":
    """A text column that is empty rather than null."""
    return models.CharField(max_length=length, blank=True, default="")


def country() -> "models.CharField[str | None, str | None]":
    """An ISO 3166-1 alpha-2 code."""
    return models.CharField(max_length=2, null=True, blank=True)


class Contact(models.Model):
    """A person or a company; what the columns mean is told by ``contacts.record.contact``."""

    id = models.BigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    code = models.CharField(max_length=64, unique=True)
    revision = models.IntegerField()
    kind = models.CharField(max_length=8)
    title = line()
    first_name = line()
    middle_name = line()
    last_name = line()
    company_name = line()
    salutation = line()
    display_name = line(820)
    whole_name = line(400)
    sort_name = line()
    job_title = line()
    department = line()
    role = line()
    website = line()
    status = line()
    life_cycle_state = line(16)
    is_active = models.BooleanField(default=True)
    is_dormant = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    is_milestone = models.BooleanField(default=False)
    is_tax_exempt = models.BooleanField(default=False)
    is_organisational_unit = models.BooleanField(default=False)
    language = line(8)
    locale = line(35)
    notes = models.TextField(blank=True, default="")
    contract_notes = models.TextField(blank=True, default="")
    crm_type = line(SHORT)
    customer_type = models.ForeignKey(CustomerType, null=True, on_delete=models.PROTECT)
    owner_group = models.ForeignKey(OwnerGroup, null=True, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT)
    privacy_level = models.ForeignKey(PrivacyLevel, null=True, on_delete=models.PROTECT)
    membership_number = line(SHORT)
    external_id = line()
    import_ref = line()
    referral_code = line(SHORT)
    country_of_agreement = country()
    kept = models.TextField(blank=True, default="")
    photo = models.CharField(max_length=SHORT, null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["sort_name", "id", "is_archived"], name="contact_sort"),
            models.Index(fields=["created_at", "id"], name="contact_created"),
            models.Index(fields=["updated_at", "id"], name="contact_updated"),
            models.Index(fields=["external_id"], name="contact_external", condition=~models.Q(external_id="")),
            models.Index(fields=["import_ref"], name="contact_import_ref", condition=~models.Q(import_ref="")),
            models.Index(
                fields=["membership_number"], name="contact_member", condition=~models.Q(membership_number="")
            ),
            models.Index(Sha256("membership_number"), name="contact_card", condition=~models.Q(membership_number="")),
            models.Index(fields=["status", "id"], name="contact_status"),
            models.Index(fields=["is_archived", "id"], name="contact_archived"),
            models.Index(fields=["kind", "life_cycle_state", "is_archived"], name="contact_shares"),
            models.Index(fields=["id", "is_archived", "status", "sort_name"], name="contact_checked"),
            models.Index(Upper("last_name"), name="contact_last_name"),
            models.Index(Upper("company_name"), name="contact_company"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.code


class Part(models.Model):
    """A row that belongs to one contact and has an id of its own."""

    id = models.BigIntegerField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class ContactEmail(Part):
    type = line(16)
    email = models.CharField(max_length=254)
    is_primary = models.BooleanField()
    is_active = models.BooleanField()
    notes = models.TextField(blank=True, default="")

    class Meta:
        default_related_name = "emails"
        indexes = [models.Index(Upper("email"), name="email_upper")]


class ContactPhone(Part):
    type = line(16)
    number = models.CharField(max_length=64)
    country = country()
    e164 = line(20)
    is_primary = models.BooleanField()
    is_active = models.BooleanField()
    notes = models.TextField(blank=True, default="")

    class Meta:
        default_related_name = "phones"
        indexes = [
            models.Index(fields=["e164"], name="phone_e164"),
            models.Index(fields=["number"], name="phone_number"),
        ]


class ContactAddress(Part):
    type = line(16)
    care_of = line()
    unit = line()
    lines = models.TextField(blank=True, default="")
    street_name = line()
    street_number = line()
    floor = models.IntegerField(null=True)
    apartment_number = line()
    area = line()
    town = line()
    district = line()
    municipality = line()
    region = line()
    postal_code = line(SHORT)
    po_box = line(SHORT)
    po_box_postal_code = line(SHORT)
    country = country()
    is_primary = models.BooleanField()
    is_active = models.BooleanField()
    notes = models.TextField(blank=True, default="")

    class Meta:
        default_related_name = "addresses"
        indexes = [
            models.Index(Upper("town"), F("contact"), name="address_town"),
            models.Index(fields=["postal_code"], name="address_postal_code"),
            models.Index(fields=["country", "contact"], name="address_country"),
        ]


class ContactRelation(Part):
    """``other`` is ``type`` to ``contact``; the reverse is read from the other end, not stored twice."""

    type = line(16)
    other = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="relations_to")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        default_related_name = "relations"


class ContactAffiliation(Part):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = line()
    job_title = line()
    department = line()
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT)
    vendor = models.ForeignKey(Vendor, null=True, on_delete=models.PROTECT)
    cost_centre = models.IntegerField(null=True)
    is_primary = models.BooleanField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        default_related_name = "affiliations"


class Demographics(models.Model):
    """What is known of a person; only contacts of whom something is known have a row. Numbers are in SealedNumber."""

    contact = models.OneToOneField(Contact, primary_key=True, on_delete=models.CASCADE, related_name="demographics")
    gender = line(8)
    birth_year = models.IntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    name_day_year = models.IntegerField(null=True)
    name_day_month = models.SmallIntegerField(null=True)
    name_day_day = models.SmallIntegerField(null=True)
    id_card_country = country()
    id_card_expires_on = models.DateField(null=True)
    passport_country = country()
    passport_expires_on = models.DateField(null=True)
    country_of_residence = country()
    industry = models.ForeignKey(Industry, null=True, on_delete=models.PROTECT, related_name="people")
    sector = models.ForeignKey(Sector, null=True, on_delete=models.PROTECT, related_name="people")

    class Meta:
        indexes = [
            models.Index(fields=["birth_month", "birth_day"], name="demographics_birthday"),
            models.Index(fields=["birth_year"], name="demographics_birth_year"),
        ]


class SealedNumber(models.Model):
    """An identity number: sealed for its contact and slot, and a keyed index for exact look-up."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="sealed_numbers", db_index=False)
    slot = models.CharField(max_length=32)
    token = models.TextField()
    index = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "slot"], name="sealed_contact_slot")]
        indexes = [models.Index(fields=["index"], name="sealed_index")]


class CompanyProfile(models.Model):
    """What is known of a company; only contacts of which something is known have a row."""

    contact = models.OneToOneField(Contact, primary_key=True, on_delete=models.CASCADE, related_name="company_profile")
    profile_year = models.BigIntegerField(null=True)
    annual_turnover = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    established_on = models.DateField(null=True)
    number_of_employees = models.BigIntegerField(null=True)
    registration_number = line(SHORT)
    registration_country = country()
    tax_number = line(SHORT)
    vat_number = line(SHORT)
    vat_registered_by = line()
    vat_registered_on = models.DateField(null=True)
    industry = models.ForeignKey(Industry, null=True, on_delete=models.PROTECT, related_name="companies")

    class Meta:
        indexes = [
            models.Index(fields=["vat_number"], name="profile_vat", condition=~models.Q(vat_number="")),
            models.Index(
                fields=["registration_number"], name="profile_reg", condition=~models.Q(registration_number="")
            ),
        ]


class Listed(models.Model):
    """One place in an ordered list of a contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)
    position = models.SmallIntegerField()

    class Meta:
        abstract = True


class ContactTag(Listed):
    name = models.CharField(max_length=SHORT)

    class Meta:
        default_related_name = "tag_rows"
        indexes = [models.Index(Upper("name"), F("contact"), name="tag_upper")]


class ContactSource(Listed):
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "source_rows"


class ContactMarketingList(Listed):
    marketing_list = models.ForeignKey(MarketingList, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "marketing_list_rows"


class CompanySector(Listed):
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="company_sectors")

    class Meta:
        default_related_name = "sector_rows"


class ConsentNow(models.Model):
    """The current state of one consent; how it came about is in the journal."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents_now", db_index=False)
    purpose = models.CharField(max_length=32)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "purpose", "channel"], name="consent_now")]
        indexes = [models.Index(fields=["purpose", "channel", "state"], name="consent_state")]


OF_CONTACTS = models.Q(part_id__isnull=True)  # values of parts are not looked for


class CustomValue(models.Model):
    """One value of a custom field on a contact or on a part of it; a multiple choice has a row for each chosen value.

    ``text`` holds every value as text, ``number`` those of numbers and booleans, ``moment`` those of dates.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="custom_values")
    part_id = models.BigIntegerField(null=True)
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values", db_index=False)
    text = models.TextField()
    number = models.FloatField(null=True)
    moment = models.DateTimeField(null=True)
    position = models.SmallIntegerField(default=0)

    class Meta:
        indexes = [
            # The beginning of a text is enough to find it by, and no index takes 20,000 characters.
            models.Index(
                F("field"), Upper(Left("text", INDEXED_TEXT)), F("contact"), name="custom_text", condition=OF_CONTACTS
            ),
            models.Index(
                fields=["field", "number", "contact"],
                name="custom_number",
                condition=OF_CONTACTS & models.Q(number__isnull=False),
            ),
            models.Index(
                fields=["field", "moment", "contact"],
                name="custom_moment",
                condition=OF_CONTACTS & models.Q(moment__isnull=False),
            ),
        ]


class Snapshot(models.Model):
    """The record of a contact as JSON text, written by the door beside the rows.

    The door writes it and ``verify`` proves it, so the database need not check each contact once more; the same holds
    for the search text and the journal. Everybody who is not archived is read from here alone.
    """

    contact = models.OneToOneField(
        Contact, primary_key=True, on_delete=models.CASCADE, related_name="snapshot", db_constraint=False
    )
    revision = models.IntegerField()
    is_archived = models.BooleanField(default=False, db_default=False)
    body = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["is_archived", "contact"], name="snapshot_walk")]


class SearchText(models.Model):
    """What a contact is found by, folded (see ``search.fold``): names, emails, phones, codes, towns; and its facets.

    On PostgreSQL one inverted index has both, and in which ``BLOCK`` of ids a contact lies: a question among the next
    ids reads that part of the index alone. What it finds is put in order by the name beside it. Another one has the
    facets by blocks of names (see ``reading.named``).
    """

    contact = models.OneToOneField(
        Contact, primary_key=True, on_delete=models.CASCADE, related_name="search_text", db_constraint=False
    )
    text = models.TextField()
    facets = models.TextField(null=True)
    sort_name = models.CharField(max_length=LINE, null=True)


class Sequence(models.Model):
    """The last id handed out for contacts and parts on SQLite; PostgreSQL has sequences for it."""

    name = models.CharField(max_length=16, primary_key=True)
    value = models.BigIntegerField(default=0)
