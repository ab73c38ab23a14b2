"""The demo practice: invented people and what they wrote. Numbers are of the block for fiction."""
