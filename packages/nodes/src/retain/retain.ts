import { floats, type Latent, type Mask, MoodwireError, tensor } from '@moodwire/engine';
import { blur } from './blur.js';
import { resizeMask } from './resize.js';

/**
 * PER's region mode: the edit where the mask is 1, the source where it is 0 (Avrahami et al., "Blended Diffusion",
 * 2111.14818, section 4.2). Latents are float32 [1, C, H, W] of one VAE; the mask is brought to H×W.
 *
 * `keep` in 0..1 is how strongly that acts: 0 gives `edited` itself. With keep 1 the source's numbers are exact where
 * the resized mask is 0. Throws `MoodwireError` for latents that do not belong together.
 */
export function retainRegion(source: Latent, edited: Latent, mask: Mask, keep = 1): Latent {
  const { width, height } = planesOf(source, edited, keep);
  if (keep === 0) return edited;
  const small = resizeMask(mask, width, height).data;
  const [from, to] = [floats(source.tensor), floats(edited.tensor)];
  const plane = width * height;
  const kept = from.map((value, i) => {
    const share = 1 - keep * (1 - small[i % plane]!);
    if (share === 0) return value;
    return share === 1 ? to[i]! : value + share * (to[i]! - value);
  });
  return { ...edited, tensor: tensor(kept, source.tensor.shape) };
}

/**
 * PER's global mode, for a mood that is tone: the low frequencies of the change, chroma among them, are the edit's; its
 * fine detail fades towards the source's by `keep` in 0..1, so that 0 gives `edited` itself. Frequencies are parted in
 * each channel of the latent by a Gaussian of deviation `sigma` places. Throws `MoodwireError` as `retainRegion` does.
 */
export function retainGlobal(source: Latent, edited: Latent, keep: number, sigma = 1): Latent {
  const { width, height } = planesOf(source, edited, keep);
  if (keep === 0) return edited;
  const [from, to] = [floats(source.tensor), floats(edited.tensor)];
  const kept = new Float32Array(from.length);
  const plane = width * height;
  for (let start = 0; start < from.length; start += plane) {
    const change = from.subarray(start, start + plane).map((value, i) => to[start + i]! - value);
    const low = blur(change, width, height, sigma);
    for (let i = 0; i < plane; i++) {
      kept[start + i] = from[start + i]! + low[i]! + (1 - keep) * (change[i]! - low[i]!);
    }
  }
  return { ...edited, tensor: tensor(kept, source.tensor.shape) };
}

function planesOf(source: Latent, edited: Latent, keep: number): { width: number; height: number } {
  if (!(keep >= 0 && keep <= 1)) throw new MoodwireError(`keep is ${keep}, expected 0..1`);
  const [a, b] = [source.tensor.shape, edited.tensor.shape];
  if (source.vae.hash !== edited.vae.hash) {
    throw new MoodwireError('the source and the edited latent were made by different VAEs; encode both with one');
  }
  if (a.length !== 4 || a[0] !== 1 || a.join() !== b.join()) {
    throw new MoodwireError(`expected two latents of one shape [1, C, H, W], found [${a}] and [${b}]`);
  }
  return { width: a[3]!, height: a[2]! };
}
