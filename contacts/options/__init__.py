"""What an operator may decide for this installation in the desk, declared by the room that asks for it."""
