"""The same contacts as a plain application keeps them: models, nested serializers, ``prefetch_related``."""
