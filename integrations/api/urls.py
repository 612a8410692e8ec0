"""Addresses, and what the OpenAPI document says of them."""

from typing import Any

from django.urls import URLPattern, path

from contacts.api.schema.added import add_resources
from contacts.api.schema.operation import TEXT, Operation
from contacts.api.schema.operations import LISTING, NUMBER, WRITE
from contacts.api.urls import V1
from integrations.api import shapes
from integrations.api.connections import Connections, ConnectionTest, OneConnection
from integrations.api.deliveries import Deliveries, OneDelivery, Replay
from integrations.api.webhooks import OneWebhook, WebhookReplay, Webhooks, WebhookSecret, WebhookTest
from integrations.outbox.models import State

urlpatterns: list[URLPattern] = [
    path(f"{V1}connections", Connections.as_view()),
    path(f"{V1}connections/<row:pk>", OneConnection.as_view()),
    path(f"{V1}connections/<row:pk>/test", ConnectionTest.as_view()),
    path(f"{V1}webhooks", Webhooks.as_view()),
    path(f"{V1}webhooks/<row:pk>", OneWebhook.as_view()),
    path(f"{V1}webhooks/<row:pk>/secret", WebhookSecret.as_view()),
    path(f"{V1}webhooks/<row:pk>/test", WebhookTest.as_view()),
    path(f"{V1}webhooks/<row:pk>/replay", WebhookReplay.as_view()),
    path(f"{V1}deliveries", Deliveries.as_view()),
    path(f"{V1}deliveries/<row:pk>", OneDelivery.as_view()),
    path(f"{V1}deliveries/<row:pk>/replay", Replay.as_view()),
]
PARAMETERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "connection": ("query", NUMBER, "Those of one connection or webhook."),
    "contact": ("query", NUMBER, "Those about one contact, by its integer key."),
    "delivery_state": ("query", {**TEXT, "enum": State.values}, "Those in one state."),
}
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("Connections", "GET"): Operation("list_connections", "connections", LISTING, answer="ConnectionShownPage"),
    ("Connections", "POST"): Operation("connect", "connections", WRITE, "ConnectionRequest", "ConnectionShown", 201),
    ("OneConnection", "GET"): Operation("get_connection", "connections", answer="ConnectionShown"),
    ("OneConnection", "PATCH"): Operation(
        "change_connection", "connections", WRITE, "ConnectionRequest", "ConnectionShown"
    ),
    ("OneConnection", "DELETE"): Operation("disconnect", "connections", WRITE, status=204),
    ("ConnectionTest", "POST"): Operation("test_connection", "connections", answer="TestResult"),
    ("Webhooks", "GET"): Operation("list_webhooks", "webhooks", LISTING, answer="WebhookShownPage"),
    ("Webhooks", "POST"): Operation("subscribe", "webhooks", WRITE, "WebhookRequest", "WebhookCreated", 201),
    ("OneWebhook", "GET"): Operation("get_webhook", "webhooks", answer="WebhookShown"),
    ("OneWebhook", "PATCH"): Operation("change_webhook", "webhooks", WRITE, "WebhookRequest", "WebhookShown"),
    ("OneWebhook", "DELETE"): Operation("unsubscribe", "webhooks", WRITE, status=204),
    ("WebhookSecret", "POST"): Operation("rotate_webhook_secret", "webhooks", WRITE, answer="WebhookCreated"),
    ("WebhookSecret", "DELETE"): Operation("retire_webhook_secret", "webhooks", WRITE, status=204),
    ("WebhookTest", "POST"): Operation("test_webhook", "webhooks", answer="TestResult"),
    ("WebhookReplay", "POST"): Operation("replay_webhook", "webhooks", WRITE, "ReplayRequest", "WebhookShown", 202),
    ("Deliveries", "GET"): Operation(
        "list_deliveries", "deliveries", ("connection", "contact", "delivery_state", *LISTING),
        answer="DeliveryShownPage",
    ),
    ("OneDelivery", "GET"): Operation("get_delivery", "deliveries", answer="DeliveryWithTries"),
    ("Replay", "POST"): Operation("replay_delivery", "deliveries", WRITE, answer="DeliveryShown"),
}  # fmt: skip
add_resources(
    operations=OPERATIONS, shapes=shapes.ALL, tops=("connections", "webhooks", "deliveries"), parameters=PARAMETERS
)
