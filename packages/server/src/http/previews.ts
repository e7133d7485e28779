import type { Image, Value } from '@moodwire/engine';
import { encodeImage, shrinkImage } from '@moodwire/nodes';
import { isImage } from '../value/known-value.js';

/** Pictures on the way, for those who watch now. They are not kept, and one that comes too fast is left out. */
export type Previews = {
  show(job: string, node: string, value: Value): void;
  /** Calls `listener` with each event's JSON until the result is called. */
  watch(listener: (event: PreviewEvent) => void): () => void;
};

type PreviewEvent = { readonly job: string; readonly text: string };

const MOST_SIDE = 1024;

export function createPreviews(): Previews {
  const listeners = new Set<(event: PreviewEvent) => void>();
  const busy = new Set<string>();

  async function encode(job: string, node: string, image: Image): Promise<void> {
    const place = JSON.stringify([job, node]);
    if (busy.has(place)) return;
    busy.add(place);
    try {
      const small = await shrinkImage(image, MOST_SIDE);
      const { icc: _, exif: __, encoded: ___, ...bare } = small;
      const bytes = await encodeImage(bare, 'webp', { quality: 80 });
      const data = Buffer.from(bytes).toString('base64');
      const text = JSON.stringify({ event: 'preview', job, at: Date.now(), node, type: 'image/webp', data });
      for (const listener of listeners) listener({ job, text });
    } finally {
      busy.delete(place);
    }
  }

  return {
    show(job, node, value) {
      if (listeners.size > 0 && isImage(value)) void encode(job, node, value).catch(() => {});
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
