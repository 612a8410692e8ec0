"""Programs that write to the installation and keep their own account of it, and one that follows its feed."""
