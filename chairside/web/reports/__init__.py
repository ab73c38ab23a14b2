"""Home > Reports: Patient Communications in figures, and the audit log."""
