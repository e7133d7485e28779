import { constants, gunzipSync } from 'node:zlib';

/** How much of a file is looked at for what it draws. */
export const HEAD_BYTES = 65_536;

/**
 * Is this an SVG, a drawing that may run scripts and ask for other files? Also where it is compressed, in UTF-16, or
 * begins with comments. Markup that is still in its prologue at the end of what is looked at counts as one.
 */
export function isDrawing(head: Uint8Array): boolean {
  const text = textOf(unzipped(Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES))));
  let rest = text.replace(/^\ufeff/, '').trimStart();
  if (!rest.startsWith('<')) return false;
  for (;;) {
    const [, end] = PROLOGUE.find(([start]) => rest.startsWith(start)) ?? [];
    if (end === undefined) return /^<([\w.-]+:)?svg[\s/>]/i.test(rest);
    const at = rest.indexOf(end);
    // A type that names it, or that declares things of its own, between which its end can't be told.
    if (at < 0 || /^<!doctype\s+(([\w.-]+:)?svg\b|[^>]*\[)/i.test(rest)) return true;
    rest = rest.slice(at + end.length).trimStart();
  }
}

/** What may stand before the first element, and how it ends. */
const PROLOGUE = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

/** How much of what is compressed is looked at: it may grow a thousandfold. */
const ZIPPED_BYTES = 4096;

function unzipped(head: Buffer): Buffer {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  try {
    const start = head.subarray(0, ZIPPED_BYTES);
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_BYTES);
  } catch {
    return head;
  }
}

function textOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le');
  if ((head[0] === 0xfe && head[1] === 0xff) || (head[0] === 0 && head[1] === 0x3c)) {
    return Buffer.from(head.subarray(0, head.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  if (head[0] === 0x3c && head[1] === 0) return head.toString('utf16le');
  return head.toString('utf8');
}
