"""The steps of handing a text to the carrier, each its own transaction; the call lies between them."""
