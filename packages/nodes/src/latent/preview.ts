import { floats, type Host, type Image, type ModelPart } from '@moodwire/engine';
import { broken } from '../model/broken.js';
import { manifestOf } from '../model/manifest.js';
import { readModelTensors } from '../model/model-file.js';

/** Draws a latent of width × height places, scaled as the diffusion network sees it: roughly, but in no time. */
export type LatentPreview = (latent: Float32Array, width: number, height: number) => Image;

/**
 * The map from latents to pictures that the model of this VAE has: a patch of pixels for each place, linear in the
 * place's channels. Nothing where it has none or it is damaged, which `moodwire models --verify` tells of: no edit
 * depends on what is shown on the way.
 */
export async function openPreview(host: Host, vae: ModelPart): Promise<LatentPreview | undefined> {
  const { manifest } = await manifestOf(host, vae);
  const { file } = manifest.preview ?? {};
  if (file === undefined) return undefined;
  return host.resources
    .get(`preview:${vae.hash}`, () => readPreview(host, vae, file, manifest.latent.channels))
    .catch(() => undefined);
}

async function readPreview(host: Host, vae: ModelPart, file: string, channels: number): Promise<LatentPreview> {
  const tensors = await readModelTensors(host, vae, file);
  const [weight, bias] = [tensors.get('weight'), tensors.get('bias')];
  const side = bias?.shape[1] ?? 0;
  const isMeant =
    weight?.shape.join() === [channels, 3, side, side].join() && bias?.shape.join() === [3, side, side].join();
  if (!weight || !bias || !isMeant || side === 0) {
    throw broken(vae.name, file, `holds no "weight" [${channels}, 3, n, n] and "bias" [3, n, n]`);
  }
  const [weights, biases] = [floats(weight), floats(bias)];
  return (latent, width, height) => drawPatches(latent, width, height, { channels, side, weights, biases });
}

type PatchMap = {
  readonly channels: number;
  /** Pixels a place, along each axis. */
  readonly side: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
};

function drawPatches(latent: Float32Array, width: number, height: number, map: PatchMap): Image {
  const { channels, side, weights, biases } = map;
  const places = width * height;
  const pixels = side * side;
  const row = width * side;
  const data = new Uint8ClampedArray(places * pixels * 3);
  const patch = new Float32Array(pixels * 3);
  for (let place = 0; place < places; place++) {
    patch.set(biases);
    for (let channel = 0; channel < channels; channel++) {
      addScaled(patch, weights, channel * patch.length, latent[channel * places + place]!);
    }
    const corner = Math.floor(place / width) * side * row + (place % width) * side;
    for (let y = 0; y < side; y++) copyRow(patch, y * side, side, data, (corner + y * row) * 3);
  }
  return { width: row, height: height * side, channels: 3, data: new Uint8Array(data.buffer) };
}

// Small functions of their own: they are compiled within the first picture already, which is then drawn in half the time.

function addScaled(sum: Float32Array, from: Float32Array, start: number, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * from[start + i]!;
}

/** A row of a patch, whose colours lie in planes, to pixels. */
function copyRow(patch: Float32Array, from: number, count: number, data: Uint8ClampedArray, to: number): void {
  const plane = patch.length / 3;
  for (let x = 0; x < count; x++) {
    const at = to + x * 3;
    data[at] = patch[from + x]! * 255;
    data[at + 1] = patch[from + plane + x]! * 255;
    data[at + 2] = patch[from + 2 * plane + x]! * 255;
  }
}
