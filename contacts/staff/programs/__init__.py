"""Programs at the desk: API keys of servers and scripts, and the apps through which customers come in."""
