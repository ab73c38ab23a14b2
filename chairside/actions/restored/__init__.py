"""After a backup was restored: noticed, nothing sent, compared with the carrier's lists, ended by a person."""
