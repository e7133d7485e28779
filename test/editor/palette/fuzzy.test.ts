import { expect, test } from 'vitest';
import { rank } from '../../../packages/editor/src/search/fuzzy.js';

const NAMES = [
  'Load photo',
  'Load model',
  'Save picture',
  'PER retain',
  'MLLM encode',
  'VAE encode',
  'Denoise',
  'Preview',
];
const items = NAMES.map((text) => ({ text }));
const found = (query: string, list: readonly { text: string; more?: string }[] = items): string[] =>
  rank(query, list).map(({ item }) => item.text);

test('without a query all items come in their order', () => {
  expect(found('  ')).toEqual(NAMES);
});

test('what starts with the query comes before what has a word that does, and that before letters in a row', () => {
  const list = ['Fill in', 'Mix image', 'Image', 'Image size', 'Is magenta'].map((text) => ({ text }));
  expect(found('image', list)).toEqual(['Image', 'Image size', 'Mix image', 'Is magenta']);
  expect(found('ima', list)).toEqual(['Image', 'Image size', 'Mix image', 'Is magenta']);
});

test('initials find a name, and come before letters that only lie in it', () => {
  expect(found('lp')[0]).toBe('Load photo');
  expect(found('pr')[0]).toBe('Preview');
  expect(found('pr')).toContain('PER retain');
});

test('all words of a query must be found, in any order', () => {
  expect(found('enc vae')).toEqual(['VAE encode']);
  expect(found('load zebra')).toEqual([]);
});

test('what is not shown is searched too, and comes last', () => {
  const list = [
    { text: 'Contact sheet', more: 'image/grid lays pictures out in rows' },
    { text: 'Grid', more: 'something else' },
  ];
  expect(found('grid', list)).toEqual(['Grid', 'Contact sheet']);
  expect(found('rows', list)).toEqual(['Contact sheet']);
});

test('the places that were matched are told, whole runs as one range', () => {
  expect(rank('pho', items)[0]!.ranges).toEqual([[5, 8]]);
  expect(rank('lp', items)[0]!.ranges).toEqual([
    [0, 1],
    [5, 6],
  ]);
  expect(rank('load ph', items)[0]!.ranges).toEqual([
    [0, 4],
    [5, 7],
  ]);
});

test('capitals and accents make no difference', () => {
  expect(found('cafe', [{ text: 'Das Café' }])).toEqual(['Das Café']);
  expect(found('DENOISE')).toEqual(['Denoise']);
});

const korean = ['감정 편집', '사진 열기', '과일 고르기', '값 비교', '이미지 저장'].map((text) => ({ text }));

test('Korean is found while its last syllable is still being typed', () => {
  for (const typed of ['ㄱ', '가', '감', '감ㅈ', '감저', '감정', '감정 펴'])
    expect(found(typed, korean)).toContain('감정 편집');
  expect(found('고', korean)).toContain('과일 고르기');
  expect(found('갑', korean)).toContain('값 비교');
  expect(found('갑', korean)).not.toContain('감정 편집');
});

test('Korean is found by the first consonants of its syllables, across spaces', () => {
  expect(found('ㄱㅈ', korean)[0]).toBe('감정 편집');
  expect(found('ㅅㅈㅇㄱ', korean)).toEqual(['사진 열기']);
  expect(rank('ㅍㅈ', korean)[0]!.ranges).toEqual([[3, 5]]);
});

test('an exact match of one syllable marks that syllable', () => {
  expect(rank('저장', korean)[0]!.ranges).toEqual([[4, 6]]);
});
