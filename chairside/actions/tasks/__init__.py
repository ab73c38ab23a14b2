"""Things that a person has to do: how they come up, and that somebody has done one."""
