import { type Condition, floats, randomNormal, type Tensor, tensor } from '@moodwire/engine';
import type { Session } from '../model/session.js';
import type { Ddim } from '../scheduler/index.js';

export type DeltaDenoise = {
  readonly unet: Session;
  readonly scheduler: Ddim;
  /** The source latent, scaled: `[1, channels, h, w]`. */
  readonly latent: Tensor;
  readonly condition: Condition;
  /** The condition of the source emotion, against which relevance is measured; none is no change. */
  readonly source: Condition | undefined;
  /** Standard deviation of the change, by channel: the network works in these units. */
  readonly deltaStd: readonly number[];
  /** In 0..1 at the latent's size: where the change may go. */
  readonly mask: Float32Array | undefined;
  readonly steps: number;
  readonly guidance: number;
  readonly temperature: number;
  readonly seed: number;
};

export type DeltaDenoised = {
  /** The edited latent, scaled like the source. */
  readonly latent: Tensor;
  /** mean over channels of |x̂₀(T) − x̂₀(S)|, averaged over the steps where α > ½: `[h · w]`. */
  readonly relevance: Float32Array;
};

/** Where the signal is stronger than this, x̂₀ says something of places. */
const RELEVANT_ALPHA = 0.5;

/**
 * Denoises a latent *change* whose null is no change: guidance is then a factor on x̂₀ and needs one pass a step. With a
 * mask, each step is blended with the noised source, which is no change (Avrahami et al., "Blended Diffusion", 2022).
 * Calls `onStep` after each step and lets other work in; throws what `onStep` throws. Its `guess` gives the edited latent
 * as the step foresees it, x̂₀.
 */
export async function denoiseDelta(
  options: DeltaDenoise,
  onStep: (done: number, guess: () => Float32Array) => Promise<void> | void,
): Promise<DeltaDenoised> {
  const { latent, scheduler, steps, guidance, mask } = options;
  const [, channels = 0, height = 0, width = 0] = latent.shape;
  const plane = height * width;
  const source = floats(latent);
  const noise = randomNormal(options.seed, 0, source.length).map((value) => value * options.temperature);
  const relevance = new Float32Array(plane);
  let measured = 0;
  let sample: Float32Array = noise.slice();

  const changed = (change: Float32Array): Float32Array =>
    source.map((value, i) => value + change[i]! * options.deltaStd[Math.floor(i / plane)]!);

  const timesteps = scheduler.timesteps(steps);
  for (const [done, timestep] of timesteps.entries()) {
    const predict = async (condition: Condition): Promise<Float32Array> => {
      const input = new Float32Array(source.length * 2);
      input.set(sample);
      input.set(source, source.length);
      const { out_sample } = await options.unet.run(
        {
          sample: tensor(input, [1, channels * 2, height, width]),
          timestep: { dtype: 'int64', shape: [1], data: BigInt64Array.of(BigInt(timestep)) },
          encoder_hidden_states: condition.tensor,
        },
        ['out_sample'],
      );
      return scheduler.step({ sample, modelOutput: floats(out_sample), timestep, steps }).denoised;
    };
    const target = await predict(options.condition);
    if (scheduler.level(timestep).alpha > RELEVANT_ALPHA) {
      const base = options.source && (await predict(options.source));
      addDifference(relevance, target, base, channels);
      measured++;
    }
    const guided = guidance === 1 ? target : target.map((value) => value * guidance);
    const { previous, next } = scheduler.stepFrom(guided, { sample, timestep, steps });
    if (mask) {
      const last = done === timesteps.length - 1;
      for (let i = 0; i < previous.length; i++) {
        const m = mask[i % plane]!;
        previous[i] = m * previous[i]! + (last ? 0 : (1 - m) * next.sigma * noise[i]!);
      }
    }
    sample = previous;
    await onStep(done + 1, () => changed(mask ? guided.map((value, i) => value * mask[i % plane]!) : guided));
  }

  return {
    latent: tensor(changed(sample), latent.shape),
    relevance: measured > 0 ? relevance.map((value) => value / measured) : relevance,
  };
}

function addDifference(
  relevance: Float32Array,
  target: Float32Array,
  base: Float32Array | undefined,
  channels: number,
): void {
  const plane = relevance.length;
  for (let i = 0; i < target.length; i++) {
    relevance[i % plane]! += Math.abs(target[i]! - (base?.[i] ?? 0)) / channels;
  }
}
