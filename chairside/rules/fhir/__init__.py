"""FHIR R4 as practices export it, read into plain records; nothing here touches a database."""
