"""What a customer is asked to approve: signed in, or from a mailed link without signing in."""
