"""Files and the photo of a customer."""
