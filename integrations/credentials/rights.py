"""What a credential may be allowed to do in its dialect."""

RIGHTS = {
    "read": "Read contacts",
    "write": "Create and change contacts",
    "delete": "Put contacts away",
    "numbers": "Read identity numbers in full",
}
EVERYTHING = tuple(RIGHTS)
