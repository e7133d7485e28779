import { crc32, deflateSync } from 'node:zlib';

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
