import { calculate } from './calculate.js';
import { compare } from './compare.js';
import { numberList } from './list.js';
import { range } from './range.js';
import { numberValue } from './value.js';

/** Numbers: to set, count, work out and compare. */
export const numberPack = { name: 'number', nodes: [numberValue, numberList, range, calculate, compare] };
