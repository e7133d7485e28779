import { MoodwireError } from '@moodwire/engine';
import type { TimestepSpacing } from './config.js';

export type SpacingConfig = {
  readonly numTrainTimesteps: number;
  readonly timestepSpacing: TimestepSpacing;
  readonly stepsOffset: number;
};

/**
 * The training timesteps that `steps` sampling steps visit, noisiest first, spaced as diffusers' DDIM spaces them
 * (Lin et al. 2305.08891, table 2). `stepsOffset` counts for `leading` alone. Throws `MoodwireError` when the training
 * has fewer timesteps than are asked for.
 */
export function spacedTimesteps(config: SpacingConfig, steps: number): Int32Array {
  const total = config.numTrainTimesteps;
  if (!Number.isInteger(steps) || steps < 1 || steps > total) {
    throw new MoodwireError(`steps is ${steps}, expected a whole number from 1 to ${total}`);
  }
  const timesteps = Int32Array.from({ length: steps }, (_, i) => {
    const left = steps - 1 - i;
    switch (config.timestepSpacing) {
      case 'leading':
        return left * Math.floor(total / steps) + config.stepsOffset;
      case 'trailing':
        return trailing(total, steps, i);
      case 'linspace':
        return steps === 1 ? 0 : roundHalfToEven(left * ((total - 1) / (steps - 1)));
    }
  });
  if (timesteps[0]! >= total) {
    throw new MoodwireError(
      `${steps} steps with steps_offset ${config.stepsOffset} begin at timestep ${timesteps[0]}, ` +
        `expected one below ${total}; ask for fewer steps`,
    );
  }
  return timesteps;
}

/** numpy's arange(total, 0, -total / steps), whose increment is the difference of its first two numbers. */
function trailing(total: number, steps: number, i: number): number {
  const increment = total - total / steps - total;
  return roundHalfToEven(total + i * increment) - 1;
}

/** Rounds as numpy and IEEE 754 do: a half goes to the even neighbour. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
