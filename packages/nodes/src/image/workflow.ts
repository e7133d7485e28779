import sharp from 'sharp';
import { isWorkflowFormat, type WorkflowFormat } from './format.js';
import { jpegXmp, setJpegXmp } from './jpeg-segments.js';
import { pngText, setPngText } from './png-chunks.js';
import { setWebpXmp, webpXmp } from './webp-chunks.js';
import { graphInXmp, xmpWithGraph, xmpWithoutGps } from './xmp.js';

/** The key of the text that holds the graph in a PNG. */
const KEY = 'moodwire';
/** More is no graph that somebody drew. */
const MOST_TEXT = 8 * 2 ** 20;

/**
 * The bytes of a picture with the graph that made it: in a PNG a text chunk, in WebP and JPEG an XMP property, JSON in
 * plain ASCII. Without a graph, the picture without any. Where the photo was taken is wiped from its EXIF and XMP in
 * either case; its samples stay as they are.
 */
export async function setWorkflow(
  bytes: Uint8Array,
  format: WorkflowFormat,
  graph: string | undefined,
): Promise<Buffer> {
  const text = graph === undefined ? undefined : asciiJson(graph);
  switch (format) {
    case 'png':
      return setPngText(bytes, KEY, text);
    case 'jpeg':
      return setJpegXmp(bytes, newXmp(jpegXmp(bytes, MOST_TEXT).packet, text));
    case 'webp': {
      const { width = 1, height = 1, hasAlpha: alpha = false } = await sharp(bytes).metadata();
      const xmp = newXmp(webpXmp(bytes)?.toString('utf8'), text);
      return setWebpXmp(bytes, xmp === undefined ? undefined : Buffer.from(xmp), { width, height, alpha });
    }
  }
}

/** The text of the graph that a PNG, WebP or JPEG carries, as it was found: it may be damaged, or anybody's. */
export function workflowIn(bytes: Uint8Array, format: string): string | undefined {
  if (!isWorkflowFormat(format)) return undefined;
  switch (format) {
    case 'png':
      return pngText(bytes, KEY, MOST_TEXT);
    case 'jpeg': {
      const { packet, extension } = jpegXmp(bytes, MOST_TEXT);
      return graphInXmp(extension ?? '') ?? graphInXmp(packet ?? '');
    }
    case 'webp': {
      const xmp = webpXmp(bytes);
      return xmp && xmp.length <= MOST_TEXT ? graphInXmp(xmp.toString('utf8')) : undefined;
    }
  }
}

function newXmp(earlier: string | undefined, text: string | undefined): string | undefined {
  if (text !== undefined) return xmpWithGraph(earlier, text);
  return earlier === undefined ? undefined : xmpWithoutGps(earlier);
}

/** JSON without spaces, in which all but plain ASCII, and all that XML would escape, is written `\uXXXX`. */
function asciiJson(text: string): string {
  return JSON.stringify(JSON.parse(text)).replace(
    /[^\x20-\x7e]|[<>&]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
