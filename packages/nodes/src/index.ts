export * from './scheduler/index.js';
export * from './transfer/index.js';
