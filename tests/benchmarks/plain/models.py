# ruff: noqa: DJ008 - nobody prints these
"""The tables of the plain application; ids and column names are those of the product, so they can be filled from it."""

from django.db import models


def text(length: int = 820) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="")


class LookUp(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Category(LookUp):
    pass


class OwnerGroup(LookUp):
    pass


class Organisation(LookUp):
    pass


class Zone(LookUp):
    pass


class Contact(models.Model):
    uuid = models.UUIDField(unique=True)
    code = models.CharField(max_length=64, unique=True)
    kind = text(8)
    title, first_name, middle_name, last_name = text(), text(), text(), text()
    company_name, display_name, job_title, website = text(), text(), text(), text()
    status = text()
    life_cycle_state = text(16)
    is_active = models.BooleanField(default=True)
    is_archived = models.BooleanField(default=False)
    language, locale = text(8), text(35)
    notes = models.TextField(blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="", db_index=True)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT)
    owner_group = models.ForeignKey(OwnerGroup, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField(db_index=True)


class Part(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)
    type = text(16)
    is_primary = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True


class Email(Part):
    email = models.CharField(max_length=254, db_index=True)

    class Meta:
        default_related_name = "emails"


class Phone(Part):
    number = models.CharField(max_length=64)
    country = models.CharField(max_length=2, null=True, blank=True)
    e164 = models.CharField(max_length=20, blank=True, default="", db_index=True)

    class Meta:
        default_related_name = "phones"


class Address(Part):
    street_name, street_number = text(), text()
    town = models.CharField(max_length=200, blank=True, default="", db_index=True)
    postal_code = text(100)
    country = models.CharField(max_length=2, null=True, blank=True)

    class Meta:
        default_related_name = "addresses"


class Affiliation(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = text()


class Tag(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=100, db_index=True)


class Consent(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    purpose, channel, state = text(32), text(16), text(16)


class Membership(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="zones")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT)
    expires_at = models.DateTimeField(null=True)


class CustomValue(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="custom")
    group, field = text(100), text(100)
    value = models.TextField()


class Demographics(models.Model):
    contact = models.OneToOneField(Contact, primary_key=True, on_delete=models.CASCADE, related_name="demographics")
    gender = text(8)
    birth_year = models.IntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    country_of_residence = models.CharField(max_length=2, null=True)


class CompanyProfile(models.Model):
    contact = models.OneToOneField(Contact, primary_key=True, on_delete=models.CASCADE, related_name="company_profile")
    number_of_employees = models.BigIntegerField(null=True)
    annual_turnover = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    registration_country = models.CharField(max_length=2, null=True)
    registration_number = text(100)
