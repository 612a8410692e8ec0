"""A second installation of ours, with a database, a folder and a web process of its own."""
