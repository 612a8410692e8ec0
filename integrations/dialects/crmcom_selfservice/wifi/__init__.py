"""Devices in the WiFi: who may come in is written down first, and the platform is told by the worker."""
