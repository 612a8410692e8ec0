"""CRM.COM classic Web API v2, contact information (seeds/002).

A failure is HTTP 200 with a ``status.code`` that is not OK; its programs look at nothing else. Only what is wrong with
the call as such (no such address, another method, too large, too many, a fault of ours) has a status of its own.

Where the document is silent: names of codes are ours in the vendor's pattern; a set that is null says nothing, since
sets are changed entry by entry; ids of entries are our numbers in 32 hexadecimal digits; there are no units here, so
``created_by_unit`` is always the one of the sample. ``area_code`` names the country when no country is sent.
"""
