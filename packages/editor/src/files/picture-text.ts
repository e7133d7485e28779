/** Signs that XML has no place for: controls but for tabs and line ends, halves of pairs. */
const NO_XML = /[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu;

/** A text for XML: escaped, and without signs that XML has no place for. */
export const escapeXml = (text: string): string =>
  text
    .replace(NO_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** About how wide a sign is drawn, as part of the size of the type: what measures exactly is not at hand everywhere. */
function widthOf(sign: string): number {
  if (/[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7af\uff00-\uff60]|[\u{1f000}-\u{1ffff}]/u.test(sign)) return 1;
  if (/[iljI.,:;'|! ]/.test(sign)) return 0.32;
  if (/[mwMW@%]/.test(sign)) return 0.9;
  return /[A-Z]/.test(sign) ? 0.68 : 0.57;
}

export const textWidth = (text: string, size: number): number =>
  [...text].reduce((sum, sign) => sum + widthOf(sign) * size, 0);

/** A text cut so that it takes at most `width`, with an ellipsis where something is missing. */
export function fitText(text: string, size: number, width: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (textWidth(line, size) <= width) return line;
  let used = size * 0.9;
  let kept = '';
  for (const sign of line) {
    used += widthOf(sign) * size;
    if (used > width) break;
    kept += sign;
  }
  return `${kept.trimEnd()}…`;
}

/** A text in lines of at most `width`; what does not fit in `most` lines is cut. */
export function wrapText(text: string, size: number, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/[ \t]+/)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line === '' || textWidth(longer, size) <= width) line = longer;
      else {
        lines.push(line);
        line = word;
      }
      if (lines.length > most) break;
    }
    lines.push(line);
    if (lines.length > most) break;
  }
  const shown = lines.slice(0, Math.max(0, most)).map((line) => fitText(line, size, width));
  const last = shown.length - 1;
  if (lines.length > most && last >= 0 && !shown[last]!.endsWith('…')) shown[last] = `${shown[last]}…`;
  return shown;
}
