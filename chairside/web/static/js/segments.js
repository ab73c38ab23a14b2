// How many messages a text will be: the same counting as the server's rules/segments.py, which decides.
// A browser test runs both over one table.

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€");

/** Give { encoding, units, count, capacity, culprit } of a text; an empty text is no message. */
export function count(body) {
  const signs = [...body];
  const culprit = signs.find((sign) => !BASIC.has(sign) && !EXTENSION.has(sign));
  const encoding = culprit === undefined ? "GSM-7" : "UCS-2";
  const [alone, joined] = culprit === undefined ? [160, 153] : [70, 67];
  const width = (sign) => (culprit === undefined ? (EXTENSION.has(sign) ? 2 : 1) : sign.length);
  const units = signs.reduce((sum, sign) => sum + width(sign), 0);
  if (units <= alone) return { encoding, units, count: units ? 1 : 0, capacity: alone, culprit };
  let parts = 1;
  let used = 0;
  for (const sign of signs) {
    if (used + width(sign) > joined) {
      parts += 1;
      used = 0;
    }
    used += width(sign);
  }
  return { encoding, units, count: parts, capacity: joined * parts, culprit };
}
