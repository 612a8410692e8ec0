"""CRM.COM Self-Service (seeds/001): what customers do for themselves, by an app's key and their own access token.

Served below ``/self-service/v1`` as the document has it, without that prefix where the document's examples have none,
and below ``/self-service/v2`` as the vendor's API of today (201 and 204, ``validate_otp``, ``expiration_date``,
``state``). Where the document is silent, contradicts itself or would let strangers in:

*   A phone number or an email address alone is answered by a code that is sent, never by a token. A device's address
    opens the WiFi only, for devices that were authorised by somebody signed in, and only where the operator allows it.
*   A contact is known by its account's id, before and after an address is proven, whatever contact it turns out to be.
*   Until then a token sees what was said on registering, and changes nothing.
*   Another contact's id in a path is 403; another contact's record answers like one that does not exist.
*   Custom fields are those that staff marked for customers: one made for the desk is neither seen nor set by whoever
    registers. The document's samples name none. An option shows and takes them all.
*   ``is_tax_exempt`` is for staff to say unless an option lets contacts say it. A new email address and leaving need a
    sign-in of the last five minutes.
*   What has no documented body has none.
"""
