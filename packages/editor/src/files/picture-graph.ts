import { inflate } from './inflate.js';

/** The key of the text that holds the graph in a PNG. */
const KEY = 'moodwire';
const OPEN = '<moodwire:graph>';
const CLOSE = '</moodwire:graph>';
/** More is no graph that somebody drew. */
const MOST_BYTES = 8 * 2 ** 20;

/**
 * The text of the graph that a picture carries: a PNG in a text of its own, JPEG and WebP in XMP. Nothing where there
 * is none, or the picture is of another kind. It is what was found: it may be damaged, or anybody's.
 */
export async function pictureGraph(bytes: Uint8Array): Promise<string | undefined> {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return pngGraph(bytes);
  if (startsWith(bytes, '\xff\xd8\xff')) return jpegGraph(bytes);
  if (startsWith(bytes, 'RIFF') && latin1(bytes, 8, 12) === 'WEBP') return webpGraph(bytes);
  return undefined;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 0x8000)));
  }
  return text;
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && latin1(bytes, 0, text.length) === text;
}

function graphInXmp(xmp: string): string | undefined {
  const start = xmp.indexOf(OPEN);
  const end = xmp.indexOf(CLOSE, start);
  return start < 0 || end < 0 ? undefined : xmp.slice(start + OPEN.length, end);
}

async function pngGraph(bytes: Uint8Array): Promise<string | undefined> {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    const type = latin1(bytes, at + 4, at + 8);
    if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt') {
      const text = await pngText(type, bytes.subarray(at + 8, end - 4));
      if (text !== undefined) return text;
    }
    at = end;
  }
  return undefined;
}

async function pngText(type: 'tEXt' | 'zTXt' | 'iTXt', data: Uint8Array): Promise<string | undefined> {
  if (!startsWith(data, `${KEY}\0`)) return undefined;
  const rest = data.subarray(KEY.length + 1);
  if (type === 'tEXt') return rest.length <= MOST_BYTES ? latin1(rest) : undefined;
  if (type === 'zTXt') {
    const text = await inflate(rest.subarray(1), 'deflate', MOST_BYTES);
    return text && latin1(text);
  }
  // Two flags, a language and a translated key stand before an international text.
  const language = rest.indexOf(0, 2);
  const start = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (start < 0) return undefined;
  const body = rest.subarray(start + 1);
  if (rest[0] !== 1) return body.length <= MOST_BYTES ? utf8(body) : undefined;
  const text = await inflate(body, 'deflate', MOST_BYTES);
  return text && utf8(text);
}

const APP1 = 0xe1;
const SOS = 0xda;
const EOI = 0xd9;
const XMP_HEADER = 'http://ns.adobe.com/xap/1.0/\0';
const EXTENSION_HEADER = 'http://ns.adobe.com/xmp/extension/\0';

type Part = { readonly guid: string; readonly full: number; readonly offset: number; readonly data: Uint8Array };

function jpegGraph(bytes: Uint8Array): string | undefined {
  const view = viewOf(bytes);
  let packet: string | undefined;
  const parts: Part[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === SOS || marker === EOI || end > bytes.length || end < at + 4) break;
    const payload = bytes.subarray(at + 4, end);
    at = end;
    if (marker !== APP1) continue;
    if (startsWith(payload, XMP_HEADER)) packet ??= utf8(payload.subarray(XMP_HEADER.length));
    else if (startsWith(payload, EXTENSION_HEADER) && payload.length >= EXTENSION_HEADER.length + 40) {
      const head = payload.subarray(EXTENSION_HEADER.length);
      const { guid, full, offset } = {
        guid: latin1(head, 0, 32),
        full: viewOf(head).getUint32(32),
        offset: viewOf(head).getUint32(36),
      };
      parts.push({ guid, full, offset, data: head.subarray(40) });
    }
  }
  const extension = extensionOf(packet ?? '', parts);
  return (extension === undefined ? undefined : graphInXmp(extension)) ?? graphInXmp(packet ?? '');
}

/** What is too long for one segment stands in several (XMP specification part 3, 1.1.3.1). Nothing where one is missing. */
function extensionOf(packet: string, parts: readonly Part[]): string | undefined {
  const [, guid] = /HasExtendedXMP\s*=\s*["']([0-9A-F]{32})["']/.exec(packet) ?? [];
  const own = parts.filter((part) => part.guid === guid).sort((a, b) => a.offset - b.offset);
  const full = own[0]?.full ?? 0;
  if (full === 0 || full > MOST_BYTES) return undefined;
  const whole = new Uint8Array(full);
  let at = 0;
  for (const { offset, data } of own) {
    if (offset !== at || at + data.length > full) return undefined;
    whole.set(data, at);
    at += data.length;
  }
  return at === full ? utf8(whole) : undefined;
}

function webpGraph(bytes: Uint8Array): string | undefined {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) return undefined;
    if (latin1(bytes, at, at + 4) === 'XMP ') {
      return length <= MOST_BYTES ? graphInXmp(utf8(bytes.subarray(at + 8, end))) : undefined;
    }
    // Chunks are padded to an even length.
    at = end + (length % 2);
  }
  return undefined;
}
