"""Patient Information: the ribbon and its tabs."""
