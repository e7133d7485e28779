import { setImmediate } from 'node:timers/promises';
import {
  condition,
  defineNode,
  float,
  type Host,
  int,
  latent,
  type ModelPart,
  MoodwireError,
  mask,
  optional,
  seed,
  unet,
} from '@moodwire/engine';
import { openPreview } from '../latent/preview.js';
import { understood } from '../model/broken.js';
import { manifestOf } from '../model/manifest.js';
import { readModelJson } from '../model/model-file.js';
import { openSession } from '../model/session.js';
import { resizeMask } from '../retain/index.js';
import { createDdim, type Ddim, parseSchedulerConfig } from '../scheduler/index.js';
import { denoiseDelta } from './denoise-delta.js';

/** Often enough to be watched, seldom enough to cost nothing; the last step is not shown, as its picture comes next. */
const PREVIEW_EVERY_MS = 100;

export const denoise = defineNode({
  type: 'emotion/denoise',
  title: 'Denoise',
  version: 1,
  summary: 'Paints the change: turns noise into what the emotion does to this picture.',
  inputs: {
    unet: unet(),
    latent: latent(),
    condition: condition(),
    source: optional(condition()),
    mask: optional(mask()),
  },
  params: {
    steps: int({ default: 8, min: 1, max: 100, help: 'More steps are slower and, beyond about 8, hardly different.' }),
    guidance: float({
      default: 1,
      min: 0,
      max: 4,
      step: 0.05,
      help: 'Factor on the change; 1 is what the model was tuned for with each emotion.',
    }),
    temperature: float({
      default: 0.45,
      min: 0,
      max: 1,
      step: 0.05,
      help: 'How strong the initial noise is: more is more varied and less smooth.',
    }),
    seed: seed(),
  },
  outputs: { latent: latent(), relevance: mask() },
  runsOn: 'backend',
  async run({ inputs, params, host, signal, progress, preview }) {
    const { manifest } = await manifestOf(host, inputs.unet);
    if (inputs.condition.space !== inputs.unet.hash) {
      throw new MoodwireError('the condition was made by another model than this UNet: load both from one model');
    }
    const { target } = inputs.condition;
    const tuned = (target && manifest.defaults.guidance[target]) ?? 1;
    const [, , height = 0, width = 0] = inputs.latent.tensor.shape;
    const draw = await openPreview(host, inputs.latent.vae);
    let shownAt = Number.NEGATIVE_INFINITY;
    const made = await denoiseDelta(
      {
        unet: await openSession(host, inputs.unet, 'unet/model.onnx'),
        scheduler: await openScheduler(host, inputs.unet),
        latent: inputs.latent.tensor,
        condition: inputs.condition,
        source: inputs.source,
        deltaStd: manifest.delta.std,
        mask: inputs.mask && resizeMask(inputs.mask, width, height).data,
        steps: params.steps,
        guidance: params.guidance * tuned,
        temperature: params.temperature,
        seed: params.seed,
      },
      async (done, guess) => {
        progress(done, params.steps);
        if (draw && done < params.steps && performance.now() - shownAt >= PREVIEW_EVERY_MS) {
          preview(() => draw(guess(), width, height));
          shownAt = performance.now();
        }
        await setImmediate(); // a cancel that came during the step is heard here
        signal.throwIfAborted();
      },
    );
    return {
      latent: { tensor: made.latent, vae: inputs.latent.vae },
      relevance: { width, height, data: made.relevance },
    };
  },
});

function openScheduler(host: Host, unet: ModelPart): Promise<Ddim> {
  return host.resources.get(`scheduler:${unet.hash}`, async () => {
    const file = 'scheduler/scheduler_config.json';
    const config = await readModelJson(host, unet, file);
    return understood(unet.name, file, 'cannot be used', () => createDdim(parseSchedulerConfig(config)));
  });
}
