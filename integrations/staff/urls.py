"""Addresses of these pages, below those of the desk."""

from django.urls import URLPattern, path

from integrations.staff import calls, overview
from integrations.staff.credentials import editing as credential_editing
from integrations.staff.credentials import issuing, listing, one
from integrations.staff.elsewhere import acts as elsewhere
from integrations.staff.fetching import conflicts, differing, runs, starting
from integrations.staff.outward import acts, connections, deliveries, editing

app_name = "dialects"

urlpatterns: list[URLPattern] = [
    path("dialects/", overview.overview, name="overview"),
    path("dialects/<slug:name>/", overview.dialect, name="dialect"),
    path("credentials/", listing.credentials, name="credentials"),
    path("credentials/new/", issuing.issue, name="credentials-new"),
    path("credentials/undo/", one.undo, name="credentials-undo"),
    path("credentials/<row:pk>/", one.credential, name="credential"),
    path("credentials/<row:pk>/change/", credential_editing.edit, name="credential-change"),
    path("credentials/<row:pk>/rotate/", issuing.rotate, name="credential-rotate"),
    path("credentials/<row:pk>/switch/", one.switch, name="credential-switch"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<row:pk>/", calls.call, name="call"),
    path("connections/", connections.connections, name="connections"),
    path("connections/new/<slug:dialect>/", editing.new, name="connection-new"),
    path("connections/<row:pk>/", connections.connection, name="connection"),
    path("connections/<row:pk>/edit/", editing.edit, name="connection-edit"),
    path("connections/<row:pk>/secret/", editing.rotate, name="connection-rotate"),
    path("connections/<row:pk>/secret/retire/", editing.retire, name="connection-retire"),
    path("connections/<row:pk>/test/", acts.test, name="connection-test"),
    path("connections/<row:pk>/pause/", acts.pause, name="connection-pause"),
    path("connections/undo/", acts.undo, name="connections-undo"),
    path("connections/<row:pk>/fetch/", starting.start, name="connection-fetch"),
    path("connections/<row:pk>/send/", acts.send_all, name="connection-send"),
    path("connections/<row:pk>/replay/", acts.replay_dead, name="connection-replay"),
    path("connections/<row:pk>/disconnect/", acts.disconnect, name="connection-disconnect"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<row:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<row:pk>/replay/", deliveries.replay, name="delivery-replay"),
    path("deliveries/<row:pk>/discard/", deliveries.discard, name="delivery-discard"),
    path("runs/<row:pk>/", runs.run, name="run"),
    path("runs/<row:pk>/progress/", runs.progress, name="run-progress"),
    path("runs/<row:pk>/cancel/", starting.cancel, name="run-cancel"),
    path("runs/<row:pk>/allow/", starting.allow, name="run-allow"),
    path("runs/<row:pk>/mend/", starting.mend, name="run-mend"),
    path("runs/<row:pk>/differing/<row:finding>/", differing.differing, name="run-differing"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/undo/", conflicts.undo, name="conflicts-undo"),
    path("conflicts/<row:pk>/", conflicts.resolve, name="conflict-resolve"),
    path("contacts/<row:contact>/elsewhere/<row:pk>/send/", elsewhere.send, name="elsewhere-send"),
]
