"""Lightening, contacts (seeds/004): every business answer is 200, and ``result`` tells how it went.

Where the document is silent or contradicts itself: a deletion that succeeds answers ``result: false`` as the sample
shows (an option makes it true); ``POST /login`` is ours, since the vendor's log-in page is lost; what is wrong with
the credentials is 401, too many calls 429, and a request that a browser was talked into is 403.
"""
