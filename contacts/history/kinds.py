"""What can happen with a contact beside a change of its values, as a sentence whose subject is the actor.

``{name}`` and the like are filled from what was noted with it; a test proves that every kind that is noted stands here.
"""

KINDS: dict[str, str] = {
    "channels_preferred": "changed the preferred channels to {channels}",
    "organisation_forgotten": "took back that {organisation} is preferred for {type}",
    "organisation_preferred": "noted that {organisation} is preferred for {type}",
    "order.placed": "recorded order {order}",
    "order.changed": "changed order {order}",
    "order.status_changed": "set order {order} to {status}",
    "order.invoiced": "issued invoice {number} for order {order}",
    "order.deleted": "deleted order {order}",
    "order.restored": "brought order {order} back",
    "payment.received": "recorded a payment of {amount} for order {order}",
    "case.opened": "opened case {case}",
    "case.changed": "changed case {case}",
    "case.deleted": "deleted case {case}",
    "case.restored": "brought case {case} back",
    "booking.made": "made booking {booking}",
    "booking.changed": "changed booking {booking}",
    "booking.cancelled": "cancelled booking {booking}",
    "booking.restored": "brought booking {booking} back",
}
