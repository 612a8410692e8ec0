"""The portal's accounts at the desk: one contact's, all of them, and registrations that wait for a decision."""
