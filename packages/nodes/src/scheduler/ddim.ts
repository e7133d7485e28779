import { MoodwireError } from '@moodwire/engine';
import { alphasCumprod } from './betas.js';
import type { SchedulerConfig } from './config.js';
import { spacedTimesteps } from './timesteps.js';

/** A noisy sample is `alpha · x₀ + sigma · noise`; alpha² + sigma² = 1. */
export type NoiseLevel = { readonly alpha: number; readonly sigma: number };

/** Where a step starts: `steps` is the number of steps of the whole run, which fixes where it ends. */
export type StepAt = {
  readonly sample: Float32Array;
  readonly timestep: number;
  readonly steps: number;
  /** 0 is deterministic DDIM, 1 is DDPM's variance. Above 0 needs `noise`, standard normal, as long as `sample`. */
  readonly eta?: number;
  readonly noise?: Float32Array;
};

export type StepResult = {
  /** The sample one step nearer to the picture. */
  readonly previous: Float32Array;
  /** x̂₀, after clipping where the config asks for it. */
  readonly denoised: Float32Array;
  /** The level that the step started from: `sample = alpha · x₀ + sigma · noise`. */
  readonly alpha: number;
  readonly sigma: number;
  /** The level of `previous`. */
  readonly next: NoiseLevel;
};

/** DDIM as diffusers' `DDIMScheduler` computes it, in float32. Arrays are of any one length and are not changed. */
export type Ddim = {
  readonly config: SchedulerConfig;
  /** The timesteps of a run of `steps`, noisiest first. */
  timesteps(steps: number): Int32Array;
  level(timestep: number): NoiseLevel;
  /** The level after the step from `timestep`; after the last step, that of `set_alpha_to_one`. */
  nextLevel(timestep: number, steps: number): NoiseLevel;
  /** One step from what the model predicted: Song et al. 2010.02502, equations 12 and 16. */
  step(at: StepAt & { readonly modelOutput: Float32Array }): StepResult;
  /** One step from an x̂₀ that the caller has changed, the noise being what then explains `sample`. Never clips. */
  stepFrom(denoised: Float32Array, at: StepAt): StepResult;
  /** x₀ noised to a timestep: Ho et al. 2006.11239, equation 4. */
  addNoise(original: Float32Array, noise: Float32Array, timestep: number): Float32Array;
};

const { fround, sqrt } = Math;

/** Makes the scheduler of a config. Its functions throw `MoodwireError` for what they cannot compute. */
export function createDdim(config: SchedulerConfig): Ddim {
  const bars = alphasCumprod(config);
  const finalBar = config.setAlphaToOne ? 1 : bars[0]!;

  function bar(timestep: number): number {
    const found = bars[timestep];
    if (found === undefined) {
      throw new MoodwireError(`timestep is ${timestep}, expected a whole number from 0 to ${bars.length - 1}`);
    }
    return found;
  }

  function nextBar(timestep: number, steps: number): number {
    const next = timestep - Math.floor(config.numTrainTimesteps / steps);
    return next >= 0 ? bar(next) : finalBar;
  }

  function advance(at: StepAt, denoised: Float32Array, epsilon: Float32Array): StepResult {
    const { sample, eta = 0, noise } = at;
    const [here, there] = [bar(at.timestep), nextBar(at.timestep, at.steps)];
    const next = levelOf(there);
    const deviation = fround(eta * sqrt(variance(here, there)));
    const direction = sqrt32(Math.max(0, fround(fround(1 - there) - fround(deviation * deviation))));
    const previous = sample.map((_, i) => fround(next.alpha * denoised[i]!) + fround(direction * epsilon[i]!));
    if (eta > 0) {
      if (noise?.length !== sample.length) {
        throw new MoodwireError(`eta is ${eta}: expected noise of ${sample.length} numbers, found ${noise?.length}`);
      }
      for (let i = 0; i < previous.length; i++) previous[i]! += fround(deviation * noise[i]!);
    }
    return { previous, denoised, ...levelOf(here), next };
  }

  return {
    config,
    timesteps: (steps) => spacedTimesteps(config, steps),
    level: (timestep) => levelOf(bar(timestep)),
    nextLevel: (timestep, steps) => levelOf(nextBar(timestep, steps)),
    step(at) {
      const { sample, modelOutput } = at;
      sameLength(modelOutput, sample);
      const { alpha, sigma } = levelOf(bar(at.timestep));
      const predicted = toDenoised(config, sample, modelOutput, alpha, sigma);
      const limit = config.clipSampleRange;
      const denoised = config.clipSample ? predicted.map((x) => Math.min(limit, Math.max(-limit, x))) : predicted;
      // The noise is read from the unclipped prediction, as diffusers does unless it is told otherwise.
      return advance(at, denoised, toEpsilon(config, sample, modelOutput, alpha, sigma));
    },
    stepFrom(denoised, at) {
      sameLength(denoised, at.sample);
      const { alpha, sigma } = levelOf(bar(at.timestep));
      return advance(at, denoised, epsilonFrom(denoised, at.sample, alpha, sigma));
    },
    addNoise(original, noise, timestep) {
      sameLength(noise, original);
      const { alpha, sigma } = levelOf(bar(timestep));
      return original.map((x, i) => fround(alpha * x) + fround(sigma * noise[i]!));
    },
  };
}

function sqrt32(value: number): number {
  return fround(sqrt(value));
}

function levelOf(bar: number): NoiseLevel {
  return { alpha: sqrt32(bar), sigma: sqrt32(fround(1 - bar)) };
}

/** Song et al., equation 16 at eta 1. */
function variance(here: number, there: number): number {
  return fround(fround(fround(1 - there) / fround(1 - here)) * fround(1 - fround(here / there)));
}

function toDenoised(
  config: SchedulerConfig,
  sample: Float32Array,
  output: Float32Array,
  alpha: number,
  sigma: number,
): Float32Array {
  switch (config.predictionType) {
    case 'epsilon':
      if (alpha === 0) {
        throw new MoodwireError(
          'at the last timestep rescale_betas_zero_snr leaves no signal, so prediction_type epsilon says nothing there; ' +
            'expected v_prediction or sample',
        );
      }
      return sample.map((z, i) => fround(z - fround(sigma * output[i]!)) / alpha);
    case 'v_prediction':
      return sample.map((z, i) => fround(alpha * z) - fround(sigma * output[i]!));
    case 'sample':
      return output;
  }
}

function toEpsilon(
  config: SchedulerConfig,
  sample: Float32Array,
  output: Float32Array,
  alpha: number,
  sigma: number,
): Float32Array {
  switch (config.predictionType) {
    case 'epsilon':
      return output;
    case 'v_prediction':
      return sample.map((z, i) => fround(alpha * output[i]!) + fround(sigma * z));
    case 'sample':
      return epsilonFrom(output, sample, alpha, sigma);
  }
}

function epsilonFrom(denoised: Float32Array, sample: Float32Array, alpha: number, sigma: number): Float32Array {
  return sample.map((z, i) => fround(z - fround(alpha * denoised[i]!)) / sigma);
}

function sameLength(found: Float32Array, expected: Float32Array): void {
  if (found.length !== expected.length) {
    throw new MoodwireError(`expected ${expected.length} numbers beside the sample, found ${found.length}`);
  }
}
