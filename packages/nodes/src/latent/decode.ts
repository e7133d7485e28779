import { defineNode, float, floats, type Image, image, latent, MoodwireError, mask, optional } from '@moodwire/engine';
import { applyTransfer, fitTransfer } from '../transfer/index.js';
import { decodeLatent } from './vae.js';

export const decode = defineNode({
  type: 'latent/decode',
  title: 'VAE decode',
  version: 1,
  summary: 'Shows a latent; with the photo wired, carries the change alone to it, at its own size and detail.',
  inputs: {
    edited: latent(),
    source: optional(latent()),
    photo: optional(image()),
    mask: optional(mask()),
  },
  params: {
    strength: float({
      default: 1,
      min: 0,
      max: 1,
      step: 0.05,
      help: 'How much of the change is applied to the photo.',
    }),
  },
  outputs: { image: image() },
  runsOn: 'backend',
  async run({ inputs, params, host, signal, progress }) {
    const { edited, source, photo } = inputs;
    if (photo === undefined || source === undefined) {
      if (photo !== source) throw new MoodwireError('wire both the photo and its source latent, or neither');
      const { planes, size } = await decodeLatent(host, edited);
      return { image: fromPlanes(planes, size) };
    }
    const unchanged = floats(edited.tensor).every((value, i) => value === floats(source.tensor)[i]);
    if (params.strength === 0 || unchanged) return { image: photo };
    const before = await decodeLatent(host, source);
    const after = await decodeLatent(host, edited);
    signal.throwIfAborted();
    const transfer = fitTransfer(before.planes, after.planes, before.size, before.size);
    let told = 0;
    const changed = await applyTransfer(photo, transfer, {
      strength: params.strength,
      ...(inputs.mask ? { mask: inputs.mask } : {}),
      onBand(rows) {
        signal.throwIfAborted();
        const tenths = Math.floor((10 * rows) / photo.height);
        if (tenths > told) progress(tenths, 10);
        told = tenths;
      },
    });
    return { image: changed };
  },
});

function fromPlanes(planes: Float32Array, size: number): Image {
  const plane = size * size;
  const data = new Uint8Array(plane * 3);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++)
      data[i * 3 + channel] = Math.round(planes[channel * plane + i]! * 255);
  }
  return { width: size, height: size, channels: 3, data };
}
