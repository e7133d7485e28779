import { floats, type Host, type Latent, type ModelPart, tensor } from '@moodwire/engine';
import { manifestOf } from '../model/manifest.js';
import { openSession } from '../model/session.js';

/**
 * Encodes a picture: planar RGB in 0..1, `[3, size, size]`, to a latent scaled as the diffusion network sees it. It is
 * the distribution's mode, never a sample: the same picture gives the same latent.
 */
export async function encodeLatent(host: Host, vae: ModelPart, planes: Float32Array): Promise<Latent> {
  const { manifest } = await manifestOf(host, vae);
  const { size, latent } = manifest;
  const session = await openSession(host, vae, 'vae_encoder/model.onnx');
  const sample = tensor(
    planes.map((value) => value * 2 - 1),
    [1, 3, size, size],
  );
  const { latent_parameters } = await session.run({ sample }, ['latent_parameters']);
  const side = size / latent.factor;
  const plane = side * side;
  const mean = floats(latent_parameters).subarray(0, latent.channels * plane);
  const scaled = mean.map((value, i) => {
    const channel = Math.floor(i / plane);
    return (value - latent.mean[channel]!) / latent.std[channel]!;
  });
  return { tensor: tensor(scaled, [1, latent.channels, side, side]), vae };
}

/** Decodes a latent to planar RGB in 0..1, `[3, size, size]`, clamped. */
export async function decodeLatent(host: Host, value: Latent): Promise<{ planes: Float32Array; size: number }> {
  const { manifest } = await manifestOf(host, value.vae);
  const { size, latent } = manifest;
  const session = await openSession(host, value.vae, 'vae_decoder/model.onnx');
  const plane = (size / latent.factor) ** 2;
  const raw = floats(value.tensor).map((number, i) => {
    const channel = Math.floor(i / plane);
    return number * latent.std[channel]! + latent.mean[channel]!;
  });
  const { sample } = await session.run({ latent_sample: tensor(raw, value.tensor.shape) }, ['sample']);
  return { planes: floats(sample).map((number) => Math.min(1, Math.max(0, (number + 1) / 2))), size };
}
