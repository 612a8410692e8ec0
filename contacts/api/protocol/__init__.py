"""What every resource shares: keys, bodies, problems, conditions, repeats and pages."""
