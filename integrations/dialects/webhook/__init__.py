"""Telling any address of what changed. There is no vendor behind it: the words are those of the native API.

Each event is a POST of JSON, signed with the subscription's secret. Whoever takes it answers 2xx in ten seconds; all
else is told again later, in order for each contact, so that an event may come twice: ``id`` says which it is.
"""
