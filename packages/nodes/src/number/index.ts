export { calculate } from './calculate.js';
export { compare } from './compare.js';
export { numberList } from './list.js';
export { numberPack } from './pack.js';
export { range } from './range.js';
export { numberValue } from './value.js';
