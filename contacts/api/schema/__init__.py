"""The OpenAPI document of this installation, made from the code, and the page that shows it."""
