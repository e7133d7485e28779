export { parseSchedulerConfig, type SchedulerConfig } from './config.js';
export { createDdim, type Ddim, type NoiseLevel, type StepAt, type StepResult } from './ddim.js';
