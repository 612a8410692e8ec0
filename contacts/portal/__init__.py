"""The customer portal: plain pages on which a customer does for themselves what staff would otherwise do."""
