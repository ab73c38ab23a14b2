"""Home > Reports: the audit log."""
