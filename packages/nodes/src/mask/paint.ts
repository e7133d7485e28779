import { defineNode, file, type Image, image, type Mask, MoodwireError, mask, optional } from '@moodwire/engine';
import { decodeImage } from '../image/decode.js';
import { readPhotoFile, sha256 } from '../image/photo-file.js';
import { resizeMask } from '../retain/index.js';

export const paint = defineNode({
  type: 'mask/paint',
  title: 'Paint a mask',
  version: 1,
  summary: 'Says by hand where an edit may go: paint over a picture, or over a mask that was found.',
  inputs: { image: optional(image()), mask: optional(mask()) },
  params: {
    file: file({
      default: '',
      help: 'What is painted, a PNG of any size: white lets the edit in, black keeps it out, clear leaves the mask as it was. Without one nothing is painted.',
      access: 'read',
    }),
  },
  outputs: { mask: mask() },
  runsOn: 'host',
  async fingerprint({ params, host }) {
    if (params.file === '') return 'nothing painted';
    return sha256(await readPhotoFile(await host.inputFile(params.file)));
  },
  async run({ inputs, params, host, signal }) {
    const painted = params.file === '' ? undefined : await decodeImage(await host.inputFile(params.file), signal);
    const extent = inputs.image ?? inputs.mask ?? painted;
    if (!extent) {
      throw new MoodwireError('mask/paint does not know how large its mask is: link a picture or a mask, or paint one');
    }
    const { width, height } = extent;
    const beneath = inputs.mask ? resizeMask(inputs.mask, width, height) : empty(width, height);
    return { mask: painted ? paintOver(beneath, painted) : beneath };
  },
});

const empty = (width: number, height: number): Mask => ({ width, height, data: new Float32Array(width * height) });

/** Alpha and what it lets through are scaled each for itself, so that what cannot be seen has no part in an edge. */
function paintOver(beneath: Mask, painted: Image): Mask {
  const { width, height } = beneath;
  const layers = layersOf(painted);
  const alpha = resizeMask(layers.alpha, width, height).data;
  const paint = resizeMask(layers.paint, width, height).data;
  return { width, height, data: beneath.data.map((value, i) => value * (1 - alpha[i]!) + paint[i]!) };
}

/** The alpha of each pixel, and its brightness (Rec. 709, of the samples as they are stored) times that alpha. */
function layersOf({ width, height, channels, data }: Image): { readonly alpha: Mask; readonly paint: Mask } {
  const top = data instanceof Uint16Array ? 65_535 : 255;
  const [alpha, paint] = [empty(width, height), empty(width, height)];
  for (let pixel = 0, at = 0; pixel < alpha.data.length; pixel++, at += channels) {
    const opaque = channels % 2 === 0 ? data[at + channels - 1]! / top : 1;
    const [r, g, b] = channels > 2 ? [data[at]!, data[at + 1]!, data[at + 2]!] : [data[at]!, data[at]!, data[at]!];
    alpha.data[pixel] = opaque;
    paint.data[pixel] = (opaque * (0.2126 * r + 0.7152 * g + 0.0722 * b)) / top;
  }
  return { alpha, paint };
}
