"""Work that must happen later: rows written with the change they belong to, carried out by a worker."""
