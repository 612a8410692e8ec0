"""What stands around every portal page: who may open it, language, look, forms and notices."""
