import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Image, tensor } from '@moodwire/engine';
import {
  applyTransfer,
  createDdim,
  decodeImage,
  fitTransfer,
  loadModel,
  openSession,
  parseSchedulerConfig,
  readManifest,
} from '@moodwire/nodes';
import sharp from 'sharp';
import { createHost } from '../host/host.js';
import { modelRoots } from '../host/places.js';

const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

/**
 * What an edit of `photo` cannot do without, in one process and with nothing around it: decoding and encoding by sharp,
 * each call of a network, and the transfer. The inputs have the edit's own shapes and the photo is the same.
 */
export async function bareWork(photo: string, folder: string): Promise<{ run(): Promise<void>; what: string }> {
  const host = createHost({ modelRoots: modelRoots() });
  const { manifest, folder: model } = await readManifest(host, 'mini');
  const { unet: part } = await loadModel.run({
    inputs: {},
    params: { model: 'mini' },
    signal: new AbortController().signal,
    host,
    progress() {},
    preview() {},
  });
  const { size, latent, condition, mllm, eic, defaults } = manifest;
  const side = size / latent.factor;
  const open = (file: string) => openSession(host, part, file);
  const [see, read, encode, paint, decode] = await Promise.all([
    open('mllm/vision_encoder/model.onnx'),
    open('mllm/decoder/model.onnx'),
    open('vae_encoder/model.onnx'),
    open('unet/model.onnx'),
    open('vae_decoder/model.onnx'),
  ]);
  const picture = zeros(1, 3, size, size);
  const patches = (await see.run({ pixel_values: picture }, ['image_embeds'])).image_embeds;
  const words = { dtype: 'int64', shape: [1, 5], data: BigInt64Array.from([1n, 2n, 3n, 4n, 5n]) } as const;
  const layers = mllm.editLayers.length;
  const readOnce = () =>
    read.run(
      {
        image_embeds: patches,
        input_ids: words,
        eic_a: zeros(layers, mllm.hiddenFf, eic.rank),
        eic_b: zeros(layers, eic.rank, mllm.dim),
        eic_scale: zeros(1),
      },
      ['condition'],
    );
  const paintOnce = () =>
    paint.run(
      {
        sample: zeros(1, latent.channels * 2, side, side),
        timestep: { dtype: 'int64', shape: [1], data: BigInt64Array.of(500n) },
        encoder_hidden_states: zeros(1, condition.tokens, condition.dim),
      },
      ['out_sample'],
    );
  const decodeOnce = () => decode.run({ latent_sample: zeros(1, latent.channels, side, side) }, ['sample']);
  const image: Image = await decodeImage(photo);
  const config = await readFile(join(model, 'scheduler/scheduler_config.json'), 'utf8');
  const scheduler = createDdim(parseSchedulerConfig(JSON.parse(config)));
  const timesteps = [...scheduler.timesteps(defaults.steps)];
  // The second pass, for the relevance, runs only where the signal is strong.
  const passes = defaults.steps + timesteps.filter((timestep) => scheduler.level(timestep).alpha > 0.5).length;
  const before = new Float32Array(3 * size * size).fill(0.5);
  const after = before.map((value, i) => value + 0.1 * Math.sin(i / 300));

  return {
    what: `${passes} UNet passes`,
    async run() {
      await sharp(photo).autoOrient().raw().toBuffer();
      await see.run({ pixel_values: picture }, ['image_embeds', 'emotion_logits', 'valence_arousal']);
      await readOnce();
      await readOnce();
      await encode.run({ sample: picture }, ['latent_parameters']);
      for (let pass = 0; pass < passes; pass++) await paintOnce();
      await decodeOnce();
      await decodeOnce();
      const changed = await applyTransfer(image, fitTransfer(before, after, size, size), { strength: 1 });
      await sharp(changed.data, { raw: { width: changed.width, height: changed.height, channels: 3 } })
        .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
        .toFile(join(folder, 'bare.jpg'));
    },
  };
}
