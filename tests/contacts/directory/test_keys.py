"""Keys that are handed out before a row is written."""

from uuid import RFC_4122, UUID

from contacts.directory.deciding import keys


def test_a_new_uuid_is_a_random_one_as_text() -> None:
    made = [keys.uuid() for _ in range(200)]
    assert len(set(made)) == len(made)
    for text in made:
        read = UUID(text)
        assert (str(read), read.version, read.variant) == (text, 4, RFC_4122)
    assert {text[19] for text in made} == set("89ab")
