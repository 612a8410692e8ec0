"""The small engine that turns a declaration into list, form, removal and undo pages."""
