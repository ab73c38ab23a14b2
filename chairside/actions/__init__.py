"""The verbs, one per file: the only room that opens transactions and writes."""
