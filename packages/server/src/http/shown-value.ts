import { byteLength, digest, type Image, type Mask, type Value } from '@moodwire/engine';
import { encodeImage, shrinkImage } from '@moodwire/nodes';
import { HttpError } from '../guard/http-error.js';
import { greyPicture, isBulky, isImage, isMask } from '../value/known-value.js';

/** How a value is shown to people. */
export type ShownValue = {
  /** Changes with what is shown. */
  readonly etag: string;
  readonly type: 'image/webp' | 'image/png' | 'application/json; charset=utf-8';
  /** Made only where it is wanted. */
  bytes(): Promise<Buffer>;
};

/** Longer JSON is told of, and not shown. */
const MOST_SHOWN = 65_536;
const QUALITY = 85;

/**
 * A value made for looking at. Pictures and masks as WebP with a longer side of at most `size`, or whole as PNG where
 * `size` is 0; what is small as JSON; of all else what it is. `item` picks one of a list, from 0. Throws `HttpError`
 * where there is no such item.
 */
export function showValue(value: Value, options: { readonly size: number; readonly item?: number }): ShownValue {
  const { size, item } = options;
  if (item !== undefined) return showValue(itemOf(value, item), { size });
  if (!isImage(value) && !isMask(value)) {
    const text = JSON.stringify(described(value));
    const type = 'application/json; charset=utf-8';
    return { etag: `"${digest(text)}"`, type, bytes: async () => Buffer.from(text) };
  }
  return {
    etag: `"${digest(value)}-${size}"`,
    type: size === 0 ? 'image/png' : 'image/webp',
    bytes: () => pictureBytes(value, size),
  };
}

async function pictureBytes(value: Image | Mask, size: number): Promise<Buffer> {
  const picture = isImage(value) ? value : greyPicture(value);
  // What the camera noted is nothing to look at; the profile is what the colours are.
  const { exif: _, encoded: __, ...bare } = size === 0 ? picture : await shrinkImage(picture, size);
  return encodeImage(bare, size === 0 ? 'png' : 'webp', { quality: QUALITY });
}

function itemOf(value: Value, at: number): Value {
  if (!Array.isArray(value))
    throw new HttpError(404, 'no-such-item', 'found one value, expected a list: leave out item');
  const list = value as readonly Value[];
  if (at < list.length) return list[at]!;
  throw new HttpError(404, 'no-such-item', `found the item ${at}, expected one below ${list.length}`);
}

function described(value: Value): object {
  const part = partOf(value);
  if (part) return { kind: 'summary', ...part, bytes: byteLength(value) };
  const isPictures = Array.isArray(value) && value.some((item) => isBulky(item as Value));
  if (isPictures) return { kind: 'list', length: (value as readonly Value[]).length };
  if (isBulky(value)) return { kind: 'summary', type: 'value', bytes: byteLength(value) };
  if (JSON.stringify(value).length <= MOST_SHOWN) return { kind: 'value', value };
  return Array.isArray(value)
    ? { kind: 'list', length: value.length }
    : { kind: 'summary', type: typeof value === 'string' ? 'text' : 'value', bytes: byteLength(value) };
}

/** What of the machinery a value is, by what it holds. */
function partOf(value: Value): { readonly type: string; readonly name?: string; readonly shape?: Value } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as { readonly [key: string]: Value | undefined };
  const tensor = isTensor(fields['tensor']) ? fields['tensor'] : undefined;
  if (tensor && fields['vae']) return { type: 'latent', shape: tensor.shape };
  if (tensor && typeof fields['space'] === 'string') return { type: 'condition', shape: tensor.shape };
  if (isTensor(fields['imageEmbeds'])) return { type: 'prompt', shape: fields['imageEmbeds'].shape };
  if (isTensor(value)) return { type: 'tensor', shape: value.shape };
  const { part, name, hash } = fields;
  return typeof part === 'string' && typeof name === 'string' && typeof hash === 'string'
    ? { type: part, name }
    : undefined;
}

const isTensor = (value: Value | undefined): value is { readonly shape: readonly number[]; readonly data: Value } =>
  typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value && 'data' in value;
