import { calculate } from './calculate.js';
import { compare } from './compare.js';
import { range } from './range.js';
import { numberValue } from './value.js';

/** Numbers: to set, count, work out and compare. */
export const numberPack = { name: 'number', nodes: [numberValue, range, calculate, compare] };
