import { extname } from 'node:path';

/** The containers that pictures are read from. */
export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif';

type Sniffed = { readonly format: SourceFormat } | { readonly found: string; readonly advice: string };

const CONVERT = 'open it in a photo program and export it as JPEG or PNG';
const CAMERA_RAW = new Set(['.cr2', '.nef', '.nrw', '.arw', '.sr2', '.dng', '.orf', '.rw2', '.pef', '.srw', '.3fr']);

/**
 * What a file holds, by its first bytes; its name only tells a camera's raw data from other TIFF. A name's suffix is
 * often wrong, and decoders must not be offered what isn't a photo: SVG, for one, may ask for other files.
 */
export function sniff(bytes: Uint8Array, name: string): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  const ascii = (start: number, end: number) => head.toString('latin1', start, end);
  if (ascii(0, 3) === '\xff\xd8\xff') return { format: 'jpeg' };
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return { format: 'png' };
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return { format: 'webp' };
  if (ascii(0, 4) === 'GIF8') return { format: 'gif' };
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(ascii(0, 4))) {
    if (!CAMERA_RAW.has(extname(name).toLowerCase())) return { format: 'tiff' };
    return { found: "a camera's raw data", advice: CONVERT };
  }
  if (ascii(4, 8) === 'ftyp') return isobmff(head);
  return { found: otherKind(head, ascii), advice: adviceFor(head) };
}

function isobmff(head: Buffer): Sniffed {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands = head.toString('latin1', 8, end);
  if (brands.includes('avif') || brands.includes('avis')) return { format: 'avif' };
  if (/hei[cxms]|hev[cxms]|mif1/.test(brands)) return { found: 'a HEIC photo', advice: CONVERT };
  return { found: 'a video', advice: 'save one of its frames as JPEG or PNG' };
}

function otherKind(head: Buffer, ascii: (start: number, end: number) => string): string {
  if (isSvg(head)) return 'an SVG, a drawing, not a photo';
  if (ascii(0, 5) === '%PDF-') return 'a PDF document';
  if (ascii(0, 2) === 'BM' && head.length > 26 && head.readUInt16LE(6) === 0) return 'a BMP picture';
  if (ascii(0, 4) === '8BPS') return 'a Photoshop document';
  if (ascii(0, 2) === '\xff\x0a' || ascii(4, 8) === 'JXL ') return 'a JPEG XL picture';
  if (ascii(4, 8) === 'jP  ') return 'a JPEG 2000 picture';
  if (ascii(0, 4) === 'PK\x03\x04') return 'a zip archive';
  return isText(head) ? 'text' : 'no known kind of picture';
}

function adviceFor(head: Buffer): string {
  return isSvg(head) || !isText(head) ? CONVERT : 'check that this is the file you meant';
}

function isSvg(head: Buffer): boolean {
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  return text.startsWith('<') && /<svg[\s>]/i.test(text) && !/<html/i.test(text);
}

function isText(head: Buffer): boolean {
  return head.length > 0 && !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}
