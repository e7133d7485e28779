import { type Curve, choice, curve, curveThrough, defineNode, type Image, image } from '@moodwire/engine';
import { asColour } from './as-colour.js';

const CHANNELS = ['luminance', 'rgb', 'red', 'green', 'blue'] as const;
type Channel = (typeof CHANNELS)[number];

export const toneCurve = defineNode({
  type: 'image/curve',
  title: 'Tone curve',
  version: 1,
  summary: 'Bends the tones of a picture: lifts its shadows, calms its lights, or tints one of its colours.',
  inputs: { image: image() },
  params: {
    curve: curve({ help: 'What each tone becomes: from left to right the dark and the light ones as they are.' }),
    channel: choice(CHANNELS, {
      default: 'luminance',
      help: 'What is bent: luminance keeps the hues, rgb bends all three colours alike, the others one of them.',
    }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params }) {
    return { image: await bend(inputs.image, params.curve, params.channel) };
  },
});

/** Rec. 709, on the samples as they are stored. */
const [RED, GREEN, BLUE] = [0.2126, 0.7152, 0.0722];
/** Luminance is looked up this finely at either depth. */
const FINE = 65_535;

async function bend(picture: Image, points: Curve, channel: Channel): Promise<Image> {
  if (points.every(([x, y]) => x === y)) return picture;
  const isOne = channel === 'red' || channel === 'green' || channel === 'blue';
  const { encoded: _, ...kept } = isOne ? await asColour(picture) : picture;
  const { channels } = kept;
  const data = kept.data.slice();
  const top = data instanceof Uint16Array ? 65_535 : 255;
  const curveAt = curveThrough(points);
  if (channel === 'luminance' && channels > 2) bendLuminance(data, channels, top, curveAt);
  else {
    const table = Uint16Array.from({ length: top + 1 }, (_, i) => Math.round(curveAt(i / top) * top));
    const first = isOne ? CHANNELS.indexOf(channel) - CHANNELS.indexOf('red') : 0;
    const last = isOne ? first : channels > 2 ? 2 : 0;
    for (let at = 0; at < data.length; at += channels) {
      for (let i = at + first; i <= at + last; i++) data[i] = table[data[i]!]!;
    }
  }
  return { ...kept, data };
}

/** Scales each pixel to its new luminance; where that asks for more than there is, it is mixed with grey of it. */
function bendLuminance(
  data: Uint8Array | Uint16Array,
  channels: number,
  top: number,
  curveAt: (x: number) => number,
): void {
  const table = Float64Array.from({ length: FINE + 1 }, (_, i) => curveAt(i / FINE));
  const scale = FINE / top;
  for (let at = 0; at < data.length; at += channels) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
    const luminance = RED * r + GREEN * g + BLUE * b;
    const grey = table[Math.round(luminance * scale)]! * top;
    if (luminance === 0) {
      data.fill(Math.round(grey), at, at + 3);
      continue;
    }
    const factor = grey / luminance;
    const largest = Math.max(r, g, b) * factor;
    const share = largest > top ? (top - grey) / (largest - grey) : 1;
    data[at] = Math.round(grey + (r * factor - grey) * share);
    data[at + 1] = Math.round(grey + (g * factor - grey) * share);
    data[at + 2] = Math.round(grey + (b * factor - grey) * share);
  }
}
