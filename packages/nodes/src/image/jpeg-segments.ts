const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
/** A segment's length field counts itself and has 16 bits. */
const MAX_PAYLOAD = 0xffff - 2;
const EXIF_HEADER = Buffer.from('Exif\0\0', 'latin1');
const ICC_HEADER = Buffer.from('ICC_PROFILE\0', 'latin1');
const MAX_ICC_PART = MAX_PAYLOAD - ICC_HEADER.length - 2;

/**
 * A JPEG with an EXIF block (APP1) and an ICC profile (APP2, split where it exceeds one segment) put at its front. An
 * EXIF block above 65,527 bytes has no place in a JPEG and is left out, as is a profile that needs over 255 segments.
 */
export function addJpegMetadata(jpeg: Uint8Array, metadata: { icc?: Uint8Array; exif?: Uint8Array }): Buffer {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  // JFIF wants its own APP0 first.
  const front = bytes[2] === 0xff && bytes[3] === APP0 ? 4 + bytes.readUInt16BE(4) : 2;
  const parts = [bytes.subarray(0, front)];
  const { icc, exif } = metadata;
  if (exif && exif.length + EXIF_HEADER.length <= MAX_PAYLOAD) parts.push(segment(APP1, EXIF_HEADER, exif));
  if (icc) parts.push(...iccSegments(icc));
  parts.push(bytes.subarray(front));
  return Buffer.concat(parts);
}

function iccSegments(icc: Uint8Array): Buffer[] {
  const count = Math.ceil(icc.length / MAX_ICC_PART);
  if (count > 255) return [];
  return Array.from({ length: count }, (_, i) => {
    const part = icc.subarray(i * MAX_ICC_PART, (i + 1) * MAX_ICC_PART);
    return segment(APP2, ICC_HEADER, Uint8Array.of(i + 1, count), part);
  });
}

function segment(marker: number, ...payload: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(payload);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
