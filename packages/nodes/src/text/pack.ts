import { lines } from './lines.js';
import { textList } from './list.js';
import { template } from './template.js';

/** Words: lists of them, and sentences to fill in. */
export const textPack = { name: 'text', nodes: [lines, textList, template] };
