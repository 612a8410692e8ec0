"""What a credential may be allowed to do in its dialect."""

RIGHTS = {
    "read": "Read contacts",
    "write": "Create and change contacts",
    "delete": "Put contacts away",
}
EVERYTHING = tuple(RIGHTS)
