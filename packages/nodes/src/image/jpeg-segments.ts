import { createHash } from 'node:crypto';
import { wipeGps } from './exif-gps.js';

const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const SOS = 0xda;
const EOI = 0xd9;
/** A segment's length field counts itself and has 16 bits. */
const MAX_PAYLOAD = 0xffff - 2;
const EXIF_HEADER = Buffer.from('Exif\0\0', 'latin1');
const ICC_HEADER = Buffer.from('ICC_PROFILE\0', 'latin1');
const XMP_HEADER = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const EXTENSION_HEADER = Buffer.from('http://ns.adobe.com/xmp/extension/\0', 'latin1');
const MAX_EXTENSION_PART = 65_400;
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

type Segment = { readonly marker: number; readonly start: number; readonly payload: Buffer };

/** The segments before a JPEG's samples. */
function* jpegSegments(bytes: Buffer): Generator<Segment> {
  for (let start = 2; start + 4 <= bytes.length && bytes[start] === 0xff; ) {
    const marker = bytes[start + 1]!;
    if (marker === SOS || marker === EOI) return;
    const end = start + 2 + bytes.readUInt16BE(start + 2);
    if (end > bytes.length || end < start + 4) return;
    yield { marker, start, payload: bytes.subarray(start + 4, end) };
    start = end;
  }
}

const has = (payload: Buffer, header: Buffer): boolean => payload.subarray(0, header.length).equals(header);

/** The XMP packet of a JPEG, and what of it stands in segments of its own for being too long (Extended XMP). */
export function jpegXmp(jpeg: Uint8Array, most: number): { readonly packet?: string; readonly extension?: string } {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  let packet: string | undefined;
  const parts: { readonly guid: string; readonly full: number; readonly offset: number; readonly data: Buffer }[] = [];
  for (const { marker, payload } of jpegSegments(bytes)) {
    if (marker !== APP1) continue;
    if (has(payload, XMP_HEADER)) packet ??= payload.toString('utf8', XMP_HEADER.length);
    else if (has(payload, EXTENSION_HEADER) && payload.length >= EXTENSION_HEADER.length + 40) {
      const head = payload.subarray(EXTENSION_HEADER.length);
      const guid = head.toString('latin1', 0, 32);
      parts.push({ guid, full: head.readUInt32BE(32), offset: head.readUInt32BE(36), data: head.subarray(40) });
    }
  }
  const [, guid] = /HasExtendedXMP\s*=\s*["']([0-9A-F]{32})["']/.exec(packet ?? '') ?? [];
  const own = parts.filter((part) => part.guid === guid).sort((a, b) => a.offset - b.offset);
  const full = own[0]?.full ?? 0;
  let at = 0;
  for (const { offset, data } of own) {
    if (offset !== at) break;
    at += data.length;
  }
  const isWhole = full > 0 && full <= most && at === full;
  return {
    ...(packet !== undefined && { packet }),
    ...(isWhole && { extension: Buffer.concat(own.map(({ data }) => data)).toString('utf8') }),
  };
}

/**
 * A JPEG with an XMP packet, or without one; one that it had gives way. What is too long for a segment goes into several,
 * as Extended XMP (XMP specification part 3, 1.1.3.1). Its EXIF loses GPS.
 */
export function setJpegXmp(jpeg: Uint8Array, xmp: string | undefined): Buffer {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  const front: Buffer[] = [bytes.subarray(0, 2)];
  const rest: Buffer[] = [];
  let end = 2;
  for (const { marker, start, payload } of jpegSegments(bytes)) {
    end = start + 4 + payload.length;
    const isXmp = marker === APP1 && (has(payload, XMP_HEADER) || has(payload, EXTENSION_HEADER));
    if (isXmp) continue;
    const wiped = Buffer.from(payload);
    const isExif = marker === APP1 && has(payload, EXIF_HEADER);
    const kept = isExif && wipeGps(wiped) ? segment(APP1, wiped) : bytes.subarray(start, end);
    (rest.length === 0 && (marker === APP0 || isExif) ? front : rest).push(kept);
  }
  return Buffer.concat([...front, ...(xmp === undefined ? [] : xmpSegments(xmp)), ...rest, bytes.subarray(end)]);
}

function xmpSegments(xmp: string): Buffer[] {
  const packet = Buffer.from(xmp);
  if (packet.length + XMP_HEADER.length <= MAX_PAYLOAD) return [segment(APP1, XMP_HEADER, packet)];
  const guid = createHash('md5').update(packet).digest('hex').toUpperCase();
  const note = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"/></rdf:RDF></x:xmpmeta>`;
  const parts: Buffer[] = [segment(APP1, XMP_HEADER, Buffer.from(note))];
  for (let offset = 0; offset < packet.length; offset += MAX_EXTENSION_PART) {
    const place = Buffer.alloc(8);
    place.writeUInt32BE(packet.length, 0);
    place.writeUInt32BE(offset, 4);
    const part = packet.subarray(offset, offset + MAX_EXTENSION_PART);
    parts.push(segment(APP1, EXTENSION_HEADER, Buffer.from(guid, 'latin1'), place, part));
  }
  return parts;
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
