export { denoise } from './denoise.js';
export { describeEmotion } from './describe.js';
export { editEmotion } from './edit.js';
export { eicConvert } from './eic-convert.js';
export { mllmEncode } from './mllm-encode.js';
export { emotionPack } from './pack.js';
export { perRetain } from './per-retain.js';
