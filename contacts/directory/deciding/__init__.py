"""What a batch will make of its contacts, decided before anything is written."""
