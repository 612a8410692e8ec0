"""Addresses of these pages, below those of the desk."""

from django.urls import URLPattern, path

from integrations.staff import calls, overview
from integrations.staff.credentials import editing as credential_editing
from integrations.staff.credentials import issuing, listing, one
from integrations.staff.elsewhere import acts as elsewhere
from integrations.staff.fetching import conflicts, runs, starting
from integrations.staff.outward import acts, connections, deliveries, editing

app_name = "dialects"

urlpatterns: list[URLPattern] = [
    path("dialects/", overview.overview, name="overview"),
    path("dialects/<slug:name>/", overview.dialect, name="dialect"),
    path("credentials/", listing.credentials, name="credentials"),
    path("credentials/new/", issuing.issue, name="credentials-new"),
    path("credentials/undo/", one.undo, name="credentials-undo"),
    path("credentials/<int:pk>/", one.credential, name="credential"),
    path("credentials/<int:pk>/change/", credential_editing.edit, name="credential-change"),
    path("credentials/<int:pk>/rotate/", issuing.rotate, name="credential-rotate"),
    path("credentials/<int:pk>/switch/", one.switch, name="credential-switch"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("connections/", connections.connections, name="connections"),
    path("connections/new/<slug:dialect>/", editing.new, name="connection-new"),
    path("connections/<int:pk>/", connections.connection, name="connection"),
    path("connections/<int:pk>/edit/", editing.edit, name="connection-edit"),
    path("connections/<int:pk>/secret/", editing.rotate, name="connection-rotate"),
    path("connections/<int:pk>/secret/retire/", editing.retire, name="connection-retire"),
    path("connections/<int:pk>/test/", acts.test, name="connection-test"),
    path("connections/<int:pk>/pause/", acts.pause, name="connection-pause"),
    path("connections/undo/", acts.undo, name="connections-undo"),
    path("connections/<int:pk>/fetch/", starting.start, name="connection-fetch"),
    path("connections/<int:pk>/send/", acts.send_all, name="connection-send"),
    path("connections/<int:pk>/replay/", acts.replay_dead, name="connection-replay"),
    path("connections/<int:pk>/disconnect/", acts.disconnect, name="connection-disconnect"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/replay/", deliveries.replay, name="delivery-replay"),
    path("deliveries/<int:pk>/discard/", deliveries.discard, name="delivery-discard"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/progress/", runs.progress, name="run-progress"),
    path("runs/<int:pk>/cancel/", starting.cancel, name="run-cancel"),
    path("runs/<int:pk>/allow/", starting.allow, name="run-allow"),
    path("runs/<int:pk>/mend/", starting.mend, name="run-mend"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/undo/", conflicts.undo, name="conflicts-undo"),
    path("conflicts/<int:pk>/", conflicts.resolve, name="conflict-resolve"),
    path("contacts/<int:contact>/elsewhere/<int:pk>/send/", elsewhere.send, name="elsewhere-send"),
]
