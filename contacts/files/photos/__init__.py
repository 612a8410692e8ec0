"""Photos of contacts: looked at before they are decoded, drawn anew in a few sizes, given out by unguessable names."""
