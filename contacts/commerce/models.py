"""Orders with their lines and payments, cases and bookings.

What a shop calls its products, forms and events is kept as it was given: the names of the day, not rows of ours.
Sums of an order are written with it by ``orders.totals`` and never given by a caller.
"""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from contacts.lookups.models import LookUp


def _money(**more: Any) -> "models.DecimalField[Any, Any]":
    """15 digits are what every database keeps exactly; an amount has as many decimals as its currency."""
    return models.DecimalField(max_digits=15, decimal_places=4, default=Decimal(0), **more)


def _words(length: int = 200, **more: Any) -> "models.CharField[Any, Any]":
    return models.CharField(max_length=length, blank=True, default="", **more)


class PaymentState(models.TextChoices):
    """How far an order is paid; ``orders.totals`` decides."""

    NONE = "NONE", "Nothing paid"
    PARTIAL = "PARTIAL", "Paid in part"
    PAID = "PAID", "Paid"
    REFUNDED = "REFUNDED", "Refunded"


class OrderStatus(LookUp):
    """How far an order is, in the words of whoever runs the shop."""

    class Meta(LookUp.Meta):
        verbose_name = "order status"
        verbose_name_plural = "order statuses"


class Kept(models.Model):
    """What orders, cases and bookings share.

    ``contact`` is empty once the person is gone; ``customer_name`` and ``customer_email`` then hold what is left of
    them, masked. ``revision`` rises with every change.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.IntegerField(default=1)
    contact = models.ForeignKey("contacts.Contact", null=True, on_delete=models.PROTECT, db_index=False)
    customer_name = _words()
    customer_email = _words(254)
    custom = models.JSONField(default=dict)
    is_deleted = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=models.Q(revision__gte=1), name="%(class)s_revision_positive")]
        indexes = [
            models.Index(fields=["contact", "-id"], name="%(class)s_contact"),
            models.Index(fields=["-created_at", "id"], name="%(class)s_created"),
        ]


class Order(Kept):
    """One order. ``currency`` is of ISO 4217, countries are alpha-2 codes, ``tax_rate`` is a percentage."""

    name = _words()
    status = models.ForeignKey(OrderStatus, null=True, on_delete=models.PROTECT, related_name="orders")
    invoice_number = models.BigIntegerField(null=True, unique=True)
    invoice_date = models.DateTimeField(null=True)
    case_type = _words(64)
    currency = models.CharField(max_length=3)
    currency_country = _words(2)
    country = _words(2)
    is_recurring = models.BooleanField(default=False)
    main_order = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="following")
    has_subscriptions = models.BooleanField(default=False)
    has_paid_subscription = models.BooleanField(default=False)
    awb_number = _words(100)
    tracking_url = _words(500)
    transaction_id = _words()
    prices_include_tax = models.BooleanField(default=False)
    discount_code = _words(100)
    discount_cost = _money()
    voucher_name = _words()
    voucher_cost = _money()
    tax_code = _words(100)
    tax_rate = models.DecimalField(max_digits=7, decimal_places=4, default=Decimal(0))
    shipping_name = _words()
    shipping_cost = _money()
    shipping_address = _words(500)
    shipping_city = _words()
    shipping_state = _words()
    shipping_postal_code = _words(32)
    shipping_country = _words(2)
    subtotal = _money()
    tax_cost = _money()
    total_cost = _money()
    amount_paid = _money()
    amount_pending = _money()
    payment_state = models.CharField(max_length=8, default=PaymentState.NONE)

    class Meta(Kept.Meta):
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(payment_state__in=PaymentState.values), name="order_payment_state_known"
            ),
        ]
        indexes = [*Kept.Meta.indexes, models.Index(fields=["payment_state", "-id"], name="order_payment_state")]

    def __str__(self) -> str:
        return f"{self.name}" or f"Order {self.pk}"


class OrderLine(models.Model):
    """One line; ``tax_rate`` is empty where the order's holds. ``attributes``: [{attribute_id, options_ids}]."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField(default=0)
    entity_type = _words(64)
    product_id = models.BigIntegerField(null=True)
    module_id = models.BigIntegerField(null=True)
    name = _words(500)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(1))
    tax_rate = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    unit_price = _money()
    total_price = _money()
    file_name = _words(255)
    is_download = models.BooleanField(default=False)
    attributes = models.JSONField(default=list)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "order line"

    def __str__(self) -> str:
        return f"{self.name}"


class Payment(models.Model):
    """Money that came, or with a minus went back; ``amount_captured`` is what of ``amount`` has really moved."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    amount = _money()
    amount_captured = _money()
    status = _words(64)
    payment_type = _words(64)
    payment_gateway_type = _words(64)
    gateway_reason = _words(500)
    transaction_id = _words()
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.amount}"


class Submission(Kept):
    """A form that was sent; ``fields`` holds its answers by the alias of each field."""

    order = models.ForeignKey(Order, null=True, on_delete=models.SET_NULL, related_name="%(class)ss")
    form_id = models.BigIntegerField(null=True)
    form_alias = _words(100)
    form_name = _words()
    fields = models.JSONField(default=dict)

    class Meta(Kept.Meta):
        abstract = True


class Case(Submission):
    """A question, a complaint, a request: whatever a form of the site asked for."""

    def __str__(self) -> str:
        return f"{self.form_name or 'Case'} {self.pk}"


class Booking(Submission):
    """Places at an event; ``allocation`` is how many."""

    event_id = models.BigIntegerField(null=True)
    event_name = _words()
    allocation = models.IntegerField(default=1)

    class Meta(Submission.Meta):
        constraints = [
            *Submission.Meta.constraints,
            models.CheckConstraint(condition=models.Q(allocation__gte=0), name="booking_allocation_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.event_name or 'Booking'} {self.pk}"
