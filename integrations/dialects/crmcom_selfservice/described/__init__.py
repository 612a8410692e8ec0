"""What this dialect takes and answers, for its OpenAPI document."""
