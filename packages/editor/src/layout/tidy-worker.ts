import { arrange } from './arrange.js';
import { dagreOrder } from './dagre-order.js';
import type { Link, SizedBox } from './layers.js';

export type TidyWish = { readonly boxes: readonly SizedBox[]; readonly links: readonly Link[] };

addEventListener('message', ({ data }: MessageEvent<TidyWish>) => {
  postMessage(arrange(data.boxes, data.links, dagreOrder));
});
