"""The append-only log: how events are chained, written, guarded and proved."""
