import { readFileSync } from 'node:fs';
import { MoodwireError } from '@moodwire/engine';
import { createDdim, parseSchedulerConfig } from '@moodwire/nodes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Case = {
  name: string;
  config: Record<string, unknown>;
  steps: number;
  step_kwargs: { eta?: number };
  timesteps: number[];
  x0: number[];
  trace: number[][];
};

const golden: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/scheduler-ddim.json', import.meta.url), 'utf8'),
);

/** The traces' rule for noise, calls counted from 1, and their model; see the fixture's `data`. */
function goldenNoise(call: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(0.7 * i + 0.9 * (1000 + call)) * 1.2);
}
function toyModel(sample: Float32Array, timestep: number): Float32Array {
  return sample.map((x) => Math.tanh(0.5 * x) + 0.1 * Math.sin(timestep / 100));
}

function worstError(found: Float32Array, expected: readonly number[]): number {
  return Math.max(...expected.map((x, i) => Math.abs(found[i]! - x) / Math.max(1, Math.abs(x))));
}

describe('DDIM against traces of diffusers', () => {
  it.each(golden.cases)('$name visits the same timesteps and the same samples', (trace) => {
    const ddim = createDdim(parseSchedulerConfig(trace.config));
    const timesteps = ddim.timesteps(trace.steps);
    expect([...timesteps]).toEqual(trace.timesteps);
    let sample = Float32Array.from(trace.x0);
    timesteps.forEach((timestep, i) => {
      const noise = goldenNoise(i + 1, sample.length);
      const modelOutput = toyModel(sample, timestep);
      const at = { sample, timestep, steps: trace.steps, eta: trace.step_kwargs.eta ?? 0, noise };
      sample = new Float32Array(ddim.step({ ...at, modelOutput }).previous);
      expect(worstError(sample, trace.trace[i]!)).toBeLessThan(1e-5);
    });
  });
});

describe('DDIM', () => {
  const plain = { clip_sample: false, beta_schedule: 'squaredcos_cap_v2' };
  const arrays = fc.float32Array({ minLength: 4, maxLength: 4, min: -3, max: 3, noNaN: true });

  it('gives the same step whichever way the same prediction is expressed', () => {
    const kinds = (['epsilon', 'v_prediction', 'sample'] as const).map((prediction_type) =>
      createDdim(parseSchedulerConfig({ ...plain, prediction_type })),
    );
    fc.assert(
      fc.property(arrays, arrays, fc.integer({ min: 0, max: 7 }), (x0, noise, index) => {
        const timestep = kinds[0]!.timesteps(8)[index]!;
        const { alpha, sigma } = kinds[0]!.level(timestep);
        const sample = kinds[0]!.addNoise(x0, noise, timestep);
        const outputs = [noise, x0.map((x, i) => alpha * noise[i]! - sigma * x), x0];
        const next = kinds[0]!.nextLevel(timestep, 8);
        const exact = x0.map((x, i) => next.alpha * x + next.sigma * noise[i]!);
        kinds.forEach((ddim, kind) => {
          const { previous } = ddim.step({ sample, modelOutput: outputs[kind]!, timestep, steps: 8 });
          // A small alpha or sigma divides float32's rounding of the sample.
          expect(worstError(previous, [...exact])).toBeLessThan(4e-6 / Math.min(alpha, sigma));
        });
      }),
    );
  });

  it('stepping from an unchanged estimate is the step itself, and from a scaled one ends at the scaled one', () => {
    const ddim = createDdim(parseSchedulerConfig({ ...plain, prediction_type: 'v_prediction' }));
    const sample = goldenNoise(1, 8);
    const modelOutput = goldenNoise(2, 8);
    for (const timestep of ddim.timesteps(8)) {
      const at = { sample, timestep, steps: 8 };
      const step = ddim.step({ ...at, modelOutput });
      expect(worstError(ddim.stepFrom(step.denoised, at).previous, [...step.previous])).toBeLessThan(1e-5);
      expect(step.alpha ** 2 + step.sigma ** 2).toBeCloseTo(1, 6);
    }
    const scaled = modelOutput.map((x) => x * 0.75);
    const last = ddim.stepFrom(scaled, { sample, timestep: 0, steps: 8 });
    expect([...last.previous]).toEqual([...scaled]);
    expect(last.next).toEqual({ alpha: 1, sigma: 0 });
  });

  it('spaces timesteps as Lin et al. tabulate, and rounds halves to even', () => {
    const spaced = (spacing: string, steps: number, total = 1000) => [
      ...createDdim(parseSchedulerConfig({ num_train_timesteps: total, timestep_spacing: spacing })).timesteps(steps),
    ];
    expect(spaced('trailing', 5)).toEqual([999, 799, 599, 399, 199]);
    expect(spaced('trailing', 8)).toEqual([999, 874, 749, 624, 499, 374, 249, 124]);
    expect(spaced('linspace', 3, 10)).toEqual([9, 4, 0]);
    expect(spaced('trailing', 4, 10)).toEqual([9, 7, 4, 1]);
    expect(spaced('trailing', 61)).toHaveLength(61);
  });

  it('leaves no signal at the last timestep when betas are rescaled to zero SNR', () => {
    const config = { ...plain, beta_schedule: 'scaled_linear', rescale_betas_zero_snr: true };
    const v = createDdim(parseSchedulerConfig({ ...config, prediction_type: 'v_prediction' }));
    expect(v.level(999)).toEqual({ alpha: 0, sigma: 1 });
    expect(v.level(0).alpha).toBeCloseTo(Math.sqrt(1 - 0.0001), 5);
    const at = { sample: Float32Array.of(1), modelOutput: Float32Array.of(0.5), timestep: 999, steps: 10 };
    expect(v.step(at).denoised[0]).toBe(-0.5);
    expect(() => createDdim(parseSchedulerConfig(config)).step(at)).toThrow(/epsilon/);
  });

  it('clips the estimate to the range that the config names', () => {
    const ddim = createDdim(parseSchedulerConfig({ prediction_type: 'sample', clip_sample_range: 0.5 }));
    const modelOutput = Float32Array.of(-2, 0.25, 2);
    const { denoised } = ddim.step({ sample: new Float32Array(3), modelOutput, timestep: 100, steps: 10 });
    expect([...denoised]).toEqual([-0.5, 0.25, 0.5]);
  });

  it('asks for noise when eta is above zero', () => {
    const ddim = createDdim(parseSchedulerConfig({}));
    const at = { sample: new Float32Array(3), modelOutput: new Float32Array(3), timestep: 100, steps: 10, eta: 1 };
    expect(() => ddim.step(at)).toThrow(MoodwireError);
  });

  it('refuses more steps than the training had, and timesteps outside it', () => {
    const ddim = createDdim(parseSchedulerConfig({ steps_offset: 1 }));
    expect(() => ddim.timesteps(1001)).toThrow(/1001/);
    expect(() => ddim.timesteps(1000)).toThrow(/steps_offset/);
    expect(() => ddim.level(1000)).toThrow(/timestep is 1000/);
  });
});

describe('parseSchedulerConfig', () => {
  it('takes diffusers defaults for what is missing or null and ignores other schedulers’ fields', () => {
    const config = parseSchedulerConfig({ _class_name: 'PNDMScheduler', skip_prk_steps: true, trained_betas: null });
    expect(config).toEqual({
      numTrainTimesteps: 1000,
      betaStart: 0.0001,
      betaEnd: 0.02,
      betaSchedule: 'linear',
      trainedBetas: null,
      predictionType: 'epsilon',
      timestepSpacing: 'leading',
      stepsOffset: 0,
      setAlphaToOne: true,
      clipSample: true,
      clipSampleRange: 1,
      rescaleBetasZeroSnr: false,
    });
  });

  it.each([
    ['beta_schedule', 'sigmoid', 'scaled_linear'],
    ['prediction_type', 'flow_prediction', 'v_prediction'],
    ['timestep_spacing', 'karras', 'trailing'],
    ['steps_offset', -1, 'whole number'],
    ['steps_offset', 1.5, 'whole number'],
    ['num_train_timesteps', 0, 'whole number'],
    ['beta_start', '0.1', 'number'],
    ['beta_end', 2, 'between 0 and 1'],
    ['set_alpha_to_one', 1, 'true or false'],
    ['thresholding', true, 'false'],
    ['trained_betas', [0.1], 'list of 1000'],
    ['clip_sample_range', 0, 'above 0'],
  ])('refuses %s = %j, naming the field and what was expected', (field, found, expected) => {
    const parse = () => parseSchedulerConfig({ [field]: found });
    expect(parse).toThrow(MoodwireError);
    expect(parse).toThrow(field);
    expect(parse).toThrow(expected);
  });

  it('reads betas that were trained in place of a schedule', () => {
    const trained = parseSchedulerConfig({ num_train_timesteps: 2, trained_betas: [0.5, 0.5], clip_sample: false });
    expect(createDdim(trained).level(1).alpha).toBeCloseTo(0.5, 6);
  });

  it('refuses what is not an object', () => {
    for (const json of [null, [], 'ddim']) expect(() => parseSchedulerConfig(json)).toThrow(MoodwireError);
  });
});
