import type { BetaSchedule } from './config.js';

export type BetaConfig = {
  readonly numTrainTimesteps: number;
  readonly betaStart: number;
  readonly betaEnd: number;
  readonly betaSchedule: BetaSchedule;
  readonly trainedBetas: readonly number[] | null;
  readonly rescaleBetasZeroSnr: boolean;
};

/** ᾱ of every training timestep, in float32 as diffusers holds it, from the config's betas. */
export function alphasCumprod(config: BetaConfig): Float32Array {
  const betas = trainingBetas(config);
  return cumulativeProduct(config.rescaleBetasZeroSnr ? rescaleToZeroSnr(betas) : betas);
}

/** The noise variance that training adds at each timestep, in float32. */
function trainingBetas(config: BetaConfig): Float32Array {
  const count = config.numTrainTimesteps;
  if (config.trainedBetas) return Float32Array.from(config.trainedBetas);
  switch (config.betaSchedule) {
    case 'linear':
      return linspace(config.betaStart, config.betaEnd, count);
    case 'scaled_linear':
      return linspace(Math.sqrt(config.betaStart), Math.sqrt(config.betaEnd), count).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return cosineBetas(count);
  }
}

/** torch.linspace in float32: the step is rounded, and the second half is counted back from the end. */
function linspace(start: number, end: number, count: number): Float32Array {
  const [first, last] = [Math.fround(start), Math.fround(end)];
  if (count === 1) return Float32Array.of(first);
  const step = Math.fround(Math.fround(last - first) / (count - 1));
  return Float32Array.from({ length: count }, (_, i) =>
    i < count / 2 ? first + Math.fround(step * i) : last - Math.fround(step * (count - 1 - i)),
  );
}

/** Nichol & Dhariwal, "Improved Denoising Diffusion" (2102.09672), equation 17, each beta capped at .999. */
function cosineBetas(count: number): Float32Array {
  const alphaBar = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Float32Array.from({ length: count }, (_, i) =>
    Math.min(1 - alphaBar((i + 1) / count) / alphaBar(i / count), 0.999),
  );
}

/** Lin et al., "Common Diffusion Noise Schedules Are Flawed" (2305.08891), algorithm 1: no signal is left at the end. */
function rescaleToZeroSnr(betas: Float32Array): Float32Array {
  const roots = cumulativeProduct(betas).map(Math.sqrt);
  const [first, last] = [roots[0]!, roots[roots.length - 1]!];
  const stretch = Math.fround(first / Math.fround(first - last));
  const bars = roots.map((root) => {
    const shifted = Math.fround(Math.fround(root - last) * stretch);
    return shifted * shifted;
  });
  return bars.map((bar, i) => 1 - (i === 0 ? bar : Math.fround(bar / bars[i - 1]!)));
}

/** torch multiplies float32 cumulative products in float64 on the CPU and rounds each one. */
function cumulativeProduct(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= Math.fround(1 - beta);
    return product;
  });
}
