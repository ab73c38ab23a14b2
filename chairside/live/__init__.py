"""The bell: announce a change, listen for changes. Ids only, never words, names or numbers."""
