"""The APIs of other CRMs, served path for path. A dialect is one folder with the same files in each.

To add one:

1.  Copy the sample requests and answers of its document to ``tests/integrations/samples/<dialect>/``, each named by the
    document and the line. They are the only proof of a mapping; start with them.
2.  ``table.py``: every field as ``Row(their path, our slot, codec)``; a vendor's word stands here and nowhere else.
    ``forms`` are the shapes of its answers. A field that has no neutral slot is ``kept(NAME, …)`` and given back.
3.  ``errors.py``: ``refuse(fault)``, the dialect's own form of every error.
4.  ``views.py``: a base of ``wire.inbound.Endpoint`` that says how a caller proves itself (parts of
    ``wire.inbound.authentication``), and an endpoint per address: read the body, make one call into
    ``wire.inbound.people`` or a room, render with the table.
5.  ``urls.py``: the addresses, and a last one for those that lead nowhere below the same prefix.
6.  ``options.py``: decisions that an operator may take; they begin as the document's sample shows it.
7.  ``description.py``: ``DIALECT``, the list of operations. From it come the OpenAPI document and ready curl lines.
8.  Add ``DIALECT`` to ``registry.py`` and its credential's words to ``integrations/credentials/demo.py``.

The laws, the cross test and the check of samples find the dialect in the registry.
"""
