"""The pictures that patients send: fetched from the carrier, drawn anew, kept."""
