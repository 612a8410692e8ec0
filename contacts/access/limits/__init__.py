"""How often somebody may try: counted in the database, claimed before the work, refused when in doubt."""
