"""WebinOne, formerly Treepl CMS: Open Admin API v2, contacts (seeds/000, of the vendor's version 7.0.0).

Where the document is silent: tokens come from OAuth 2.0 client credentials; ``PUT`` changes what is named; ``Where`` is
the small language of ``filters``; a contact that was put away is not there; ``Limit`` is at most 500 and ``Offset`` at
most what the operator says, beyond which ``{"Where": {"Id": {"gt": n}}}`` pages without end. ``EmailConfirmed`` is
whether the portal account was proven to own that very address. A country, or a phone number, that is none is kept as
it was said. A contact shows one phone: the primary one that is no fax. ``SetPassword`` answers the secure zones, as the
document has it.
"""
