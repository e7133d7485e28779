import { wipeGps } from './exif-gps.js';

const RIFF_HEADER_BYTES = 12;
const FLAG = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 };
const PIXEL_CHUNKS = new Set(['ALPH', 'VP8 ', 'VP8L']);

/**
 * A still WebP of `size` pixels with an ICC profile (`ICCP`) and an EXIF block (`EXIF`), in the extended container
 * (`VP8X`) that these ask for. The pixels' chunks are copied as they are; metadata it had gives way.
 */
export function addWebpMetadata(
  webp: Uint8Array,
  metadata: { icc?: Uint8Array; exif?: Uint8Array },
  size: { width: number; height: number; alpha: boolean },
): Buffer {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length);
  const { icc, exif } = metadata;
  const pixels: Buffer[] = [];
  for (let offset = RIFF_HEADER_BYTES; offset + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(offset + 4);
    const end = offset + 8 + length + (length % 2);
    if (PIXEL_CHUNKS.has(bytes.toString('latin1', offset, offset + 4))) pixels.push(bytes.subarray(offset, end));
    offset = end;
  }
  const header = Buffer.alloc(10);
  header[0] = (icc ? FLAG.icc : 0) | (exif ? FLAG.exif : 0) | (size.alpha ? FLAG.alpha : 0);
  header.writeUIntLE(size.width - 1, 4, 3);
  header.writeUIntLE(size.height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    chunk('VP8X', header),
    ...(icc ? [chunk('ICCP', icc)] : []),
    ...pixels,
    ...(exif ? [chunk('EXIF', exif)] : []),
  ]);
  return chunk('RIFF', body);
}

type Chunk = { readonly type: string; readonly data: Buffer };

function webpChunks(webp: Uint8Array): Chunk[] {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length);
  const chunks: Chunk[] = [];
  for (let offset = RIFF_HEADER_BYTES; offset + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(offset + 4);
    const end = offset + 8 + length;
    if (end > bytes.length) break;
    chunks.push({ type: bytes.toString('latin1', offset, offset + 4), data: bytes.subarray(offset + 8, end) });
    offset = end + (length % 2);
  }
  return chunks;
}

/** The XMP packet of a WebP. */
export const webpXmp = (webp: Uint8Array): Buffer | undefined =>
  webpChunks(webp).find(({ type }) => type === 'XMP ')?.data;

/** A WebP of `size` pixels with this XMP packet, or without one, and without GPS in its EXIF. */
export function setWebpXmp(
  webp: Uint8Array,
  xmp: Uint8Array | undefined,
  size: { width: number; height: number; alpha: boolean },
): Buffer {
  const chunks = webpChunks(webp).filter(({ type }) => type !== 'XMP ');
  let isSame = xmp === undefined && webpXmp(webp) === undefined;
  for (const [i, { type, data }] of chunks.entries()) {
    const wiped = Buffer.from(data);
    if (type !== 'EXIF' || !wipeGps(wiped)) continue;
    chunks[i] = { type, data: wiped };
    isSame = false;
  }
  if (isSame) return Buffer.from(webp);
  const header = Buffer.alloc(10);
  const given = chunks.find(({ type }) => type === 'VP8X')?.data;
  if (given && given.length >= 10) given.copy(header, 0, 0, 10);
  else {
    header[0] = size.alpha ? FLAG.alpha : 0;
    header.writeUIntLE(size.width - 1, 4, 3);
    header.writeUIntLE(size.height - 1, 7, 3);
  }
  header[0] = xmp ? header[0]! | FLAG.xmp : header[0]! & ~FLAG.xmp;
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    chunk('VP8X', header),
    ...chunks.filter(({ type }) => type !== 'VP8X').map(({ type, data }) => chunk(type, data)),
    ...(xmp ? [chunk('XMP ', xmp)] : []),
  ]);
  return chunk('RIFF', body);
}

/** Chunks are padded to an even length, which their length field does not count. */
function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(8 + data.length + (data.length % 2));
  framed.write(type, 0, 'latin1');
  framed.writeUInt32LE(data.length, 4);
  framed.set(data, 8);
  return framed;
}
