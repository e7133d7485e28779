// @ts-check
import { bool, defineNode, float, image, randomNormal, seed } from '@moodwire/engine';

/** Rows between two looks at whether the run was cancelled. */
const ROWS = 64;

export const filmGrain = defineNode({
  type: 'film/grain',
  title: 'Film grain',
  // Raise it whenever the same inputs give another picture: it is part of the key under which results are kept.
  version: 1,
  summary: 'Adds the grain of film, strongest in the middle tones.',
  inputs: { image: image() },
  params: {
    amount: float({ default: 0.4, min: 0, max: 1, step: 0.05, help: 'How strong the grain is. 0 gives the picture.' }),
    colour: bool({ default: false, help: 'Grain of its own in each colour, in place of one for all.' }),
    seed: seed({ help: 'The same seed gives the same grain.' }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params, signal, progress }) {
    if (params.amount === 0) return { image: inputs.image };
    // `encoded` says which file holds exactly these samples; of the new ones that is not true.
    const { encoded: _, ...picture } = inputs.image;
    const { width, height, channels } = picture;
    const full = picture.data instanceof Uint16Array ? 65_535 : 255;
    // A picture of 2 or 4 channels ends in alpha, which stays as it is.
    const colours = channels > 2 ? 3 : 1;
    // An input belongs to all nodes that read it: change a copy.
    const data = picture.data.slice();
    for (let y = 0; y < height; y++) {
      if (y % ROWS === 0) {
        progress(y, height);
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      // The engine's own random numbers are the same on every machine. Each row is a stream of its own.
      const grain = randomNormal(params.seed, y, params.colour ? width * colours : width);
      for (let x = 0; x < width; x++) {
        for (let colour = 0; colour < colours; colour++) {
          const at = (y * width + x) * channels + colour;
          const value = (data[at] ?? 0) / full;
          const noise = grain[params.colour ? x * colours + colour : x] ?? 0;
          const changed = value + 0.3 * params.amount * value * (1 - value) * noise;
          data[at] = Math.round(full * Math.min(1, Math.max(0, changed)));
        }
      }
    }
    progress(height, height);
    return { image: { ...picture, data } };
  },
});
