import { bool, choice, EMOTIONS, file, float, int, type Param, seed, string, subgraph } from '@moodwire/engine';
import { describe, expect, it } from 'vitest';
import { lookHeight } from '../../packages/editor/src/look/look-height.js';
import { widgetHeight, widgetKind } from '../../packages/editor/src/widget/widget-for.js';

const help = 'What it does.';
const params = {
  strength: float({ default: 1, min: 0, max: 1, step: 0.05, help }),
  free: float({ default: 1, help }),
  steps: int({ default: 8, min: 1, max: 100, help }),
  width: int({ default: 0, min: 0, max: 65_536, step: 1, help }),
  height: int({ default: 0, min: 0, max: 65_536, step: 1, help }),
  seed: seed(),
  fit: choice(['inside', 'cover'], { default: 'inside', help }),
  target: choice(EMOTIONS, { default: 'awe', help }),
  source: choice(['read', ...EMOTIONS], { default: 'read', help }),
  text: string({ default: '', help }),
  prompt: string({ default: '', help, multiline: true }),
  model: string({ default: 'mini', help }),
  isOn: bool({ default: true, help }),
  photo: file({ default: '', help, access: 'read' }),
  out: file({ default: '', help, access: 'write' }),
  body: subgraph({ help }),
};

const kindOf = (name: keyof typeof params): string => widgetKind(params[name], name, params);
/** A kind of param that another version of the engine may send. */
const later = (kind: string): Param => ({ ...params.text, kind: kind as 'text' });

describe('the widget of a param', () => {
  it('is a slider where both ends are known and a hand can hit the steps', () => {
    expect(kindOf('strength')).toBe('slider');
    expect(kindOf('steps')).toBe('slider');
    expect(kindOf('free')).toBe('number');
    expect(widgetKind(params.width, 'width')).toBe('number');
  });

  it('is a size for a width with a height beside it', () => {
    expect(kindOf('width')).toBe('size');
    expect(kindOf('height')).toBe('size');
    expect(widgetKind(params.width, 'width', { width: params.width })).toBe('number');
  });

  it('is the emotion pad for exactly the eight emotions', () => {
    expect(kindOf('target')).toBe('emotion');
    expect(kindOf('source')).toBe('choice');
    expect(kindOf('fit')).toBe('choice');
  });

  it('follows from the kind else', () => {
    expect(kindOf('seed')).toBe('seed');
    expect(kindOf('text')).toBe('text');
    expect(kindOf('prompt')).toBe('long-text');
    expect(kindOf('model')).toBe('suggest');
    expect(kindOf('body')).toBe('suggest');
    expect(kindOf('isOn')).toBe('bool');
    expect(kindOf('photo')).toBe('file-read');
    expect(kindOf('out')).toBe('file-write');
    expect(widgetKind(later('curve'), 'curve')).toBe('curve');
    expect(widgetKind(later('colour'), 'tint')).toBe('colour');
    expect(widgetKind(later('of-tomorrow'), 'x')).toBe('text');
  });
});

describe('the height of a widget on the canvas', () => {
  it('is a row for all that fit into one', () => {
    for (const name of ['strength', 'free', 'seed', 'fit', 'text', 'model', 'isOn', 'out', 'body', 'width'] as const) {
      expect(widgetHeight(params[name], name, null)).toBe(32);
    }
  });

  it('is that of its picture for the large ones', () => {
    expect(widgetHeight(params.prompt, 'prompt', '')).toBe(90);
    expect(widgetHeight(params.target, 'target', 'awe')).toBe(176);
    expect(widgetHeight(params.photo, 'photo', '')).toBe(116);
    expect(widgetHeight(later('curve'), 'curve', [])).toBe(148);
  });

  it('grows with a list up to six items, and takes no harm from what is no list', () => {
    expect(widgetHeight(later('numbers'), 'x', [])).toBe(32);
    expect(widgetHeight(later('texts'), 'x', ['a', 'b'])).toBe(96);
    expect(widgetHeight(later('numbers'), 'x', Array(50).fill(1))).toBe(32 * 7);
    expect(widgetHeight(later('numbers'), 'x', 'not a list')).toBe(32);
  });
});

it('a look has a height that is known without its value', () => {
  expect(lookHeight('picture')).toBe(168);
  expect(lookHeight('compare')).toBe(188);
  expect(lookHeight('bars')).toBe(108);
  expect(lookHeight('text')).toBe(84);
  expect(lookHeight('value')).toBe(32);
});
