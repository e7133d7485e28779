import { expect, test } from 'vitest';
import {
  ariaKeys,
  type KeyPress,
  keyCaps,
  keyLabel,
  matchesKeys,
  parseKeys,
} from '../../../packages/editor/src/keys/key-names.js';

function press(key: string, code: string, held = ''): KeyPress {
  const has = (name: string): boolean => held.split(' ').includes(name);
  return { key, code, ctrlKey: has('ctrl'), metaKey: has('meta'), altKey: has('alt'), shiftKey: has('shift') };
}

test('Mod is Ctrl, and Cmd on a Mac', () => {
  expect(matchesKeys(press('z', 'KeyZ', 'ctrl'), 'Mod+Z', false)).toBe(true);
  expect(matchesKeys(press('z', 'KeyZ', 'meta'), 'Mod+Z', false)).toBe(false);
  expect(matchesKeys(press('z', 'KeyZ', 'meta'), 'Mod+Z', true)).toBe(true);
  expect(matchesKeys(press('z', 'KeyZ', 'ctrl'), 'Mod+Z', true)).toBe(false);
});

test('exactly the keys that are named must be held', () => {
  expect(matchesKeys(press('Z', 'KeyZ', 'ctrl shift'), 'Mod+Shift+Z', false)).toBe(true);
  expect(matchesKeys(press('Z', 'KeyZ', 'ctrl shift'), 'Mod+Z', false)).toBe(false);
  expect(matchesKeys(press('z', 'KeyZ', 'ctrl alt'), 'Mod+Z', false)).toBe(false);
  expect(matchesKeys(press('A', 'KeyA', 'shift'), 'Shift+A', false)).toBe(true);
});

test('a letter goes by the layout, and by the place of the key where the layout has no such letters', () => {
  // AZERTY: the key at Q types A.
  expect(matchesKeys(press('a', 'KeyQ', 'ctrl'), 'Mod+A', false)).toBe(true);
  expect(matchesKeys(press('a', 'KeyQ', 'ctrl'), 'Mod+Q', false)).toBe(false);
  expect(matchesKeys(press('ㅋ', 'KeyZ', 'ctrl'), 'Mod+Z', false)).toBe(true);
  expect(matchesKeys(press('Process', 'KeyZ', 'ctrl'), 'Mod+Z', false)).toBe(true);
  expect(matchesKeys(press('я', 'KeyZ', 'ctrl'), 'Mod+Z', false)).toBe(true);
  expect(matchesKeys(press('ß', 'KeyS', 'alt'), 'Alt+S', true)).toBe(true);
});

test('digits and signs go by what they are, whatever Shift makes of them', () => {
  expect(matchesKeys(press('!', 'Digit1', 'shift'), 'Shift+1', false)).toBe(true);
  expect(matchesKeys(press('1', 'Numpad1', 'ctrl'), 'Mod+1', false)).toBe(true);
  expect(matchesKeys(press('?', 'Slash', 'shift'), '?', false)).toBe(true);
  expect(matchesKeys(press('/', 'Slash'), '?', false)).toBe(false);
  expect(matchesKeys(press('+', 'Equal', 'ctrl shift'), 'Mod++', false)).toBe(true);
  expect(matchesKeys(press('Process', 'Slash', 'shift'), '?', false)).toBe(true);
});

test('keys that are called by name', () => {
  expect(matchesKeys(press('Delete', 'Delete'), 'Delete', false)).toBe(true);
  expect(matchesKeys(press(' ', 'Space'), 'Space', false)).toBe(true);
  expect(matchesKeys(press('ArrowLeft', 'ArrowLeft', 'alt'), 'Alt+Left', false)).toBe(true);
  expect(matchesKeys(press('Enter', 'Enter', 'ctrl'), 'Mod+Enter', false)).toBe(true);
  expect(parseKeys('Mod++').key).toBe('+');
  expect(parseKeys('Esc').key).toBe('Escape');
});

test('keys are named as this machine names them', () => {
  expect(keyCaps('Mod+Shift+Z', true)).toEqual(['⇧', '⌘', 'Z']);
  expect(keyCaps('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyLabel('Alt+ArrowUp', true)).toBe('⌥↑');
  expect(keyLabel('Delete', false)).toBe('Del');
  expect(ariaKeys('Mod+Shift+Z', false)).toBe('Control+Shift+Z');
  expect(ariaKeys('Mod+Space', true)).toBe('Meta+Space');
});
