/** The media type that the first bytes of a file show; what is not known is `application/octet-stream`. */
export function mediaType(head: Uint8Array, size: number): string {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 512)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'image/tiff';
  if (text.slice(4, 8) === 'ftyp' && /^(avif|avis)/.test(text.slice(8, 12))) return 'image/avif';
  if (text.startsWith('%PDF-')) return 'application/pdf';
  if (!isText(head, size)) return 'application/octet-stream';
  const start = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(\?xml|!doctype svg|svg)/i.test(start)) return 'image/svg+xml';
  if (/^<(!doctype html|html|head|body|script|!--)/i.test(start)) return 'text/html';
  return /^[[{]/.test(start) ? 'application/json' : 'text/plain';
}

function isText(head: Uint8Array, size: number): boolean {
  try {
    // A sign may be cut in two at the end of what is looked at.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: size > head.length });
  } catch {
    return false;
  }
  return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}
