"""What can happen with a contact beside a change of its values, as a sentence whose subject is the actor.

``{name}`` and the like are filled from what was noted with it; a test proves that every kind that is noted stands here.
"""

KINDS: dict[str, str] = {
    "file_added": "added the file {name}",
    "file_removed": "removed the file {name}",
    "file_restored": "brought back the file {name}",
    "file_shared": "shared the file {name} with the contact",
    "file_unshared": "stopped sharing the file {name} with the contact",
}
