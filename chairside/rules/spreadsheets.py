"""Cells that a spreadsheet program shows as text, whatever a person has typed into them."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """Put an apostrophe before what would be a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
