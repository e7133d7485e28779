import { MoodwireError } from '@moodwire/engine';

const BETA_SCHEDULES = ['linear', 'scaled_linear', 'squaredcos_cap_v2'] as const;
const PREDICTION_TYPES = ['epsilon', 'v_prediction', 'sample'] as const;
const TIMESTEP_SPACINGS = ['leading', 'trailing', 'linspace'] as const;

export type BetaSchedule = (typeof BETA_SCHEDULES)[number];
type PredictionType = (typeof PREDICTION_TYPES)[number];
export type TimestepSpacing = (typeof TIMESTEP_SPACINGS)[number];

/** The fields of a diffusers `scheduler_config.json` that change a DDIM step's numbers. */
export type SchedulerConfig = {
  readonly numTrainTimesteps: number;
  readonly betaStart: number;
  readonly betaEnd: number;
  readonly betaSchedule: BetaSchedule;
  /** Replaces start, end and schedule when given; one beta for each training timestep. */
  readonly trainedBetas: readonly number[] | null;
  readonly predictionType: PredictionType;
  readonly timestepSpacing: TimestepSpacing;
  readonly stepsOffset: number;
  readonly setAlphaToOne: boolean;
  readonly clipSample: boolean;
  readonly clipSampleRange: number;
  readonly rescaleBetasZeroSnr: boolean;
};

/**
 * Reads a diffusers scheduler config, missing fields taking the defaults of diffusers' `DDIMScheduler`. Fields that
 * belong to other schedulers are left alone, as diffusers leaves them. Throws `MoodwireError` that names the field,
 * what was found and what was expected, when a value is one that this engine would compute wrongly.
 */
export function parseSchedulerConfig(json: unknown): SchedulerConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw refusal('the whole file', json, 'a JSON object');
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const numTrainTimesteps = integer(fields, 'num_train_timesteps', 1000, 1);
  if (flag(fields, 'thresholding', false)) throw refusal('thresholding', true, 'false (dynamic thresholding)');
  return {
    numTrainTimesteps,
    betaStart: beta('beta_start', number(fields, 'beta_start', 0.0001)),
    betaEnd: beta('beta_end', number(fields, 'beta_end', 0.02)),
    betaSchedule: choice(fields, 'beta_schedule', BETA_SCHEDULES, 'linear'),
    trainedBetas: betaList(fields['trained_betas'], numTrainTimesteps),
    predictionType: choice(fields, 'prediction_type', PREDICTION_TYPES, 'epsilon'),
    timestepSpacing: choice(fields, 'timestep_spacing', TIMESTEP_SPACINGS, 'leading'),
    stepsOffset: integer(fields, 'steps_offset', 0, 0),
    setAlphaToOne: flag(fields, 'set_alpha_to_one', true),
    clipSample: flag(fields, 'clip_sample', true),
    clipSampleRange: range(number(fields, 'clip_sample_range', 1)),
    rescaleBetasZeroSnr: flag(fields, 'rescale_betas_zero_snr', false),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function refusal(field: string, found: unknown, expected: string): MoodwireError {
  return new MoodwireError(`scheduler config: ${field} is ${JSON.stringify(found)}, expected ${expected}`);
}

function number(fields: Fields, field: string, fallback: number): number {
  const found = fields[field] ?? fallback;
  if (typeof found !== 'number' || !Number.isFinite(found)) throw refusal(field, found, 'a number');
  return found;
}

function integer(fields: Fields, field: string, fallback: number, least: number): number {
  const found = number(fields, field, fallback);
  if (!Number.isInteger(found) || found < least) throw refusal(field, found, `a whole number from ${least} up`);
  return found;
}

function flag(fields: Fields, field: string, fallback: boolean): boolean {
  const found = fields[field] ?? fallback;
  if (typeof found !== 'boolean') throw refusal(field, found, 'true or false');
  return found;
}

function choice<T extends string>(fields: Fields, field: string, known: readonly T[], fallback: T): T {
  const found = fields[field] ?? fallback;
  const match = known.find((value) => value === found);
  if (match === undefined) throw refusal(field, found, `one of ${known.join(', ')}`);
  return match;
}

function beta(field: string, found: unknown): number {
  if (typeof found !== 'number' || !(found > 0 && found < 1)) throw refusal(field, found, 'a number between 0 and 1');
  return found;
}

function betaList(found: unknown, length: number): readonly number[] | null {
  if (found === undefined || found === null) return null;
  if (!Array.isArray(found) || found.length !== length) {
    const count = Array.isArray(found) ? found.length : found;
    throw refusal('trained_betas', count, `a list of ${length} numbers, one for each training timestep`);
  }
  return found.map((value: unknown, at) => beta(`trained_betas[${at}]`, value));
}

function range(found: number): number {
  if (found <= 0) throw refusal('clip_sample_range', found, 'a number above 0');
  return found;
}
