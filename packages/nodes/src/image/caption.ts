import sharp from 'sharp';
import { FONT_FAMILY, openFont } from './font.js';

/** Grey coverage of a caption, row-major: 0 is paper, 255 is ink. */
type Caption = { readonly width: number; readonly height: number; readonly coverage: Uint8Array };

const LINE_HEIGHT = 1.3;
const SMALLEST = 6;

/**
 * Words set in the shipped font at `size` pixels, centred in a bar of `width` pixels, as high as they need. Smaller
 * type is used where a line would not fit. Line breaks in `text` are kept.
 */
export async function drawCaption(text: string, width: number, size: number): Promise<Caption> {
  await openFont();
  const lines = text.split(/\r?\n/);
  const room = Math.max(1, width - size);
  const inked = await inkWidth(lines, size);
  const fitted = inked > room ? Math.max(SMALLEST, Math.floor((size * room) / inked)) : size;
  const height = Math.ceil(fitted * LINE_HEIGHT * lines.length + fitted * 0.7);
  const { data } = await sharp(captionSvg(lines, width, height, fitted))
    .flatten({ background: '#000' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, coverage: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** Pixels across the widest line. There is no way to ask a font; so the words are drawn and measured. */
async function inkWidth(lines: readonly string[], size: number): Promise<number> {
  const longest = Math.max(...lines.map((line) => line.length));
  const width = Math.min(16_000, Math.ceil(longest * size * 1.2) + 2 * size);
  const height = Math.ceil(size * LINE_HEIGHT * lines.length + size);
  const { data, info } = await sharp(captionSvg(lines, width, height, size))
    .flatten({ background: '#000' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [left, right] = [info.width, -1];
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < 32) continue;
    const x = i % info.width;
    if (x < left) left = x;
    if (x > right) right = x;
  }
  return Math.max(0, right - left + 1);
}

function captionSvg(lines: readonly string[], width: number, height: number, size: number): Buffer {
  const rows = lines.map((line, i) => {
    const y = (size * (LINE_HEIGHT * i + 1.25)).toFixed(1);
    return `<text x="50%" y="${y}" text-anchor="middle">${escapeXml(line)}</text>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="#fff" ` +
      `font-family="${FONT_FAMILY}, sans-serif" font-size="${size}">${rows.join('')}</svg>`,
  );
}

/** Control characters have no place in XML at all, and neither have halves of surrogate pairs. */
function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  const written = [...text].filter((c) => c >= ' ' && !/^[\ud800-\udfff\ufffe\uffff]$/.test(c)).join('');
  return written.replace(/[&<>"']/g, (c) => entities[c]!);
}
