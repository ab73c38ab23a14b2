"""The steps of receiving: look up for the whole batch, decide text by text, write for the whole batch."""
