"""The pages about contacts: list, record, create; all of them change contacts through the door only."""
