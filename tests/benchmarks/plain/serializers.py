"""Nested serializers, as Django REST framework's own documentation writes them."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers

from tests.benchmarks.plain import models


class EmailSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Email
        exclude = ("contact",)


class PhoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Phone
        exclude = ("contact",)


class AddressSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Address
        exclude = ("contact",)


class AffiliationSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Affiliation
        exclude = ("contact",)


class ConsentSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Consent
        exclude = ("contact", "id")


class MembershipSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="zone.name")

    class Meta:
        model = models.Membership
        fields = ("zone", "name", "expires_at")


class CustomValueSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.CustomValue
        exclude = ("contact", "id")


class DemographicsSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.Demographics
        exclude = ("contact",)


class CompanyProfileSerializer(serializers.ModelSerializer):
    class Meta:
        model = models.CompanyProfile
        exclude = ("contact",)


PARTS = {"emails": models.Email, "phones": models.Phone, "addresses": models.Address}


class ContactSerializer(serializers.ModelSerializer):
    emails = EmailSerializer(many=True, required=False)
    phones = PhoneSerializer(many=True, required=False)
    addresses = AddressSerializer(many=True, required=False)
    affiliations = AffiliationSerializer(many=True, read_only=True)
    tags = serializers.SlugRelatedField(many=True, read_only=True, slug_field="name")
    consents = ConsentSerializer(many=True, read_only=True)
    zones = MembershipSerializer(many=True, read_only=True)
    custom = CustomValueSerializer(many=True, read_only=True)
    demographics = DemographicsSerializer(read_only=True)
    company_profile = CompanyProfileSerializer(read_only=True)

    class Meta:
        model = models.Contact
        fields = "__all__"
        read_only_fields = ("uuid", "code", "created_at", "updated_at")

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> models.Contact:
        parts = {name: validated_data.pop(name, []) for name in PARTS}
        now, key = timezone.now(), uuid.uuid4()
        contact = models.Contact.objects.create(
            **validated_data, uuid=key, code=key.hex, created_at=now, updated_at=now
        )
        for name, rows in parts.items():
            PARTS[name].objects.bulk_create(PARTS[name](contact=contact, **row) for row in rows)
        return contact

    def update(self, instance: models.Contact, validated_data: dict[str, Any]) -> models.Contact:
        for name in PARTS:
            validated_data.pop(name, None)
        return super().update(instance, validated_data | {"updated_at": timezone.now()})
