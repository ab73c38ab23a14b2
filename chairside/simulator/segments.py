"""How many parts a carrier makes of a text (3GPP TS 23.038): the simulator's own count."""

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = set("\f^{}\\[~]|€")


def count_parts(body: str) -> int:
    """Give the number of messages, at least one."""
    is_gsm = all(sign in GSM or sign in ESCAPED for sign in body)
    alone, joined = (160, 153) if is_gsm else (70, 67)
    widths = [(2 if sign in ESCAPED else 1) if is_gsm else len(sign.encode("utf-16-le")) // 2 for sign in body]
    if sum(widths) <= alone:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > joined:
            parts, used = parts + 1, 0
        used += width
    return parts
