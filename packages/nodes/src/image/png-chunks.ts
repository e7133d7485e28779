import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { wipeGps } from './exif-gps.js';
import { xmpWithoutGps } from './xmp.js';

const SIGNATURE_BYTES = 8;
/** Chunks that say how to read the colours: none may stand beside a profile. */
const COLOUR_CHUNKS = new Set(['iCCP', 'sRGB', 'gAMA', 'cHRM', 'cICP']);

/**
 * A PNG with an ICC profile (`iCCP`) and an EXIF block (`eXIf`) put right behind its header; those it had give way.
 * The pixels' chunks are copied as they are.
 */
export function addPngMetadata(png: Uint8Array, metadata: { icc?: Uint8Array; exif?: Uint8Array }): Buffer {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const parts: Buffer[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  for (let offset = SIGNATURE_BYTES; offset + 12 <= bytes.length; ) {
    const end = offset + 12 + bytes.readUInt32BE(offset);
    const type = bytes.toString('latin1', offset + 4, offset + 8);
    const replaced = (metadata.icc && COLOUR_CHUNKS.has(type)) || (metadata.exif && type === 'eXIf');
    if (!replaced) parts.push(bytes.subarray(offset, end));
    if (type === 'IHDR') parts.push(...metadataChunks(metadata));
    offset = end;
  }
  return Buffer.concat(parts);
}

/** The chunks of a PNG, whole and in order; those that reach beyond its end are left out. */
function* pngChunks(
  bytes: Buffer,
): Generator<{ readonly type: string; readonly start: number; readonly data: Buffer }> {
  for (let start = SIGNATURE_BYTES; start + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(start);
    const end = start + 12 + length;
    if (end > bytes.length) return;
    yield { type: bytes.toString('latin1', start + 4, start + 8), start, data: bytes.subarray(start + 8, end - 4) };
    start = end;
  }
}

/** A PNG with a text of plain ASCII put right behind its header; one of the same key gives way. GPS of its EXIF too. */
export function setPngText(png: Uint8Array, key: string, text: string | undefined): Buffer {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const parts: Buffer[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  let end = SIGNATURE_BYTES;
  for (const { type, start, data } of pngChunks(bytes)) {
    end = start + 12 + data.length;
    if (pngTextKey(type, data) === key) continue;
    parts.push(withoutGps(type, data) ?? bytes.subarray(start, end));
    if (type === 'IHDR' && text !== undefined) parts.push(chunk('tEXt', Buffer.from(`${key}\0${text}`, 'latin1')));
  }
  parts.push(bytes.subarray(end));
  return Buffer.concat(parts);
}

function withoutGps(type: string, data: Buffer): Buffer | undefined {
  if (type === 'eXIf') {
    const wiped = Buffer.from(data);
    return wipeGps(wiped) ? chunk(type, wiped) : undefined;
  }
  // Photo programs keep XMP as a text, seldom compressed.
  if (type !== 'iTXt' || pngTextKey(type, data) !== 'XML:com.adobe.xmp') return undefined;
  const xmp = data.toString('utf8');
  const plain = xmpWithoutGps(xmp);
  return plain === xmp ? undefined : chunk(type, Buffer.from(plain));
}

/** The key of a chunk that holds text. */
function pngTextKey(type: string, data: Buffer): string | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const end = data.subarray(0, 80).indexOf(0);
  return end < 0 ? undefined : data.toString('latin1', 0, end);
}

/** The text that a PNG has under a key. What would be longer than `most` is none. */
export function pngText(png: Uint8Array, key: string, most: number): string | undefined {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  for (const { type, data } of pngChunks(bytes)) {
    if (pngTextKey(type, data) !== key) continue;
    const text = textOf(type, data.subarray(key.length + 1), most);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(type: string, rest: Buffer, most: number): string | undefined {
  if (type === 'tEXt') return rest.length <= most ? rest.toString('latin1') : undefined;
  if (type === 'zTXt') return inflated(rest.subarray(1), most)?.toString('latin1');
  // Two flags, a language and a translated key stand before an international text.
  const language = rest.indexOf(0, 2);
  const start = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (start < 0) return undefined;
  const body = rest.subarray(start + 1);
  if (rest[0] === 1) return inflated(body, most)?.toString('utf8');
  return body.length <= most ? body.toString('utf8') : undefined;
}

function inflated(data: Buffer, most: number): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}

function metadataChunks({ icc, exif }: { icc?: Uint8Array; exif?: Uint8Array }): Buffer[] {
  const chunks: Buffer[] = [];
  // The name of the profile, its end, and 0 for "deflate".
  if (icc) chunks.push(chunk('iCCP', Buffer.concat([Buffer.from('ICC profile\0\0', 'latin1'), deflateSync(icc)])));
  if (exif) chunks.push(chunk('eXIf', exif));
  return chunks;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8);
  return framed;
}
