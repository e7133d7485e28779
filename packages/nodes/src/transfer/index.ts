export { type ApplyOptions, applyTransfer } from './apply.js';
export { type FitOptions, fitTransfer } from './fit.js';
export type { Transfer } from './transfer.js';
