"""Second factors of staff: authenticators that show a code every thirty seconds, and recovery codes."""
