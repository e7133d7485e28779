import { denoise } from './denoise.js';
import { describeEmotion } from './describe.js';
import { editEmotion } from './edit.js';
import { eicConvert } from './eic-convert.js';
import { mllmEncode } from './mllm-encode.js';
import { perRetain } from './per-retain.js';
import { showEmotion } from './show.js';
import { emotionTarget } from './target.js';

/** EPEM (arXiv 2602.18016), reimplemented: encode, convert, denoise and retain. */
export const emotionPack = {
  name: 'emotion',
  nodes: [mllmEncode, eicConvert, denoise, perRetain, describeEmotion, editEmotion, emotionTarget, showEmotion],
};
