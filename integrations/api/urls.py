"""Addresses, and what the OpenAPI document says of them."""

from typing import Any

from django.urls import URLPattern, path

from contacts.api.schema.added import add_resources
from contacts.api.schema.operations import LISTING, NUMBER, WRITE
from contacts.api.schema.told import TEXT, Told
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
TOLD: dict[tuple[str, str], Told] = {
    ("Connections", "GET"): Told("list_connections", "connections", LISTING, answer="ConnectionShownPage"),
    ("Connections", "POST"): Told("connect", "connections", WRITE, "ConnectionRequest", "ConnectionShown", 201),
    ("OneConnection", "GET"): Told("get_connection", "connections", answer="ConnectionShown"),
    ("OneConnection", "PATCH"): Told(
        "change_connection", "connections", WRITE, "ConnectionRequest", "ConnectionShown"
    ),
    ("OneConnection", "DELETE"): Told("disconnect", "connections", WRITE, status=204),
    ("ConnectionTest", "POST"): Told("test_connection", "connections", answer="TestResult"),
    ("Webhooks", "GET"): Told("list_webhooks", "webhooks", LISTING, answer="WebhookShownPage"),
    ("Webhooks", "POST"): Told("subscribe", "webhooks", WRITE, "WebhookRequest", "WebhookCreated", 201),
    ("OneWebhook", "GET"): Told("get_webhook", "webhooks", answer="WebhookShown"),
    ("OneWebhook", "PATCH"): Told("change_webhook", "webhooks", WRITE, "WebhookRequest", "WebhookShown"),
    ("OneWebhook", "DELETE"): Told("unsubscribe", "webhooks", WRITE, status=204),
    ("WebhookSecret", "POST"): Told("rotate_webhook_secret", "webhooks", WRITE, answer="WebhookCreated"),
    ("WebhookSecret", "DELETE"): Told("retire_webhook_secret", "webhooks", WRITE, status=204),
    ("WebhookTest", "POST"): Told("test_webhook", "webhooks", answer="TestResult"),
    ("WebhookReplay", "POST"): Told("replay_webhook", "webhooks", WRITE, "ReplayRequest", "WebhookShown", 202),
    ("Deliveries", "GET"): Told(
        "list_deliveries", "deliveries", ("connection", "contact", "delivery_state", *LISTING),
        answer="DeliveryShownPage",
    ),
    ("OneDelivery", "GET"): Told("get_delivery", "deliveries", answer="DeliveryWithTries"),
    ("Replay", "POST"): Told("replay_delivery", "deliveries", WRITE, answer="DeliveryShown"),
}  # fmt: skip
add_resources(told=TOLD, shapes=shapes.ALL, tops=("connections", "webhooks", "deliveries"), parameters=PARAMETERS)
