/** A shortcut such as `Mod+Shift+Z`. Mod is Cmd on a Mac and Ctrl elsewhere.
 * @internal
 */
export type KeyChord = {
  readonly isMod: boolean;
  readonly isCtrl: boolean;
  readonly isAlt: boolean;
  readonly isShift: boolean;
  /** As `KeyboardEvent.key` names it; letters are small. */
  readonly key: string;
};

/** What is looked at of a `KeyboardEvent`. */
export type KeyPress = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

const NAMED: Readonly<Record<string, string>> = {
  esc: 'Escape',
  del: 'Delete',
  space: ' ',
  plus: '+',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
};

/** Reads a shortcut. The key stands last; the plus key is written `Mod++` or `Mod+Plus`.
 * @internal
 */
export function parseKeys(keys: string): KeyChord {
  const isPlus = keys === '+' || keys.endsWith('++');
  const parts = (isPlus ? keys.slice(0, -1) : keys).split('+').filter((part) => part !== '');
  const named = isPlus ? '+' : (parts.pop() ?? '');
  const held = new Set(parts.map((part) => part.toLowerCase()));
  return {
    isMod: held.has('mod'),
    isCtrl: held.has('ctrl'),
    isAlt: held.has('alt'),
    isShift: held.has('shift'),
    key: named.length === 1 ? named.toLowerCase() : (NAMED[named.toLowerCase()] ?? named),
  };
}

/**
 * Was this shortcut pressed? Letters go by what the key types in the layout, or, where it types none of A to Z (Korean,
 * Cyrillic, an input method, Option on a Mac), by where the key lies.
 */
export function matchesKeys(press: KeyPress, keys: string, isMac: boolean): boolean {
  const chord = parseKeys(keys);
  const isCtrl = chord.isCtrl || (chord.isMod && !isMac);
  const isMeta = chord.isMod && isMac;
  if (press.ctrlKey !== isCtrl || press.metaKey !== isMeta || press.altKey !== chord.isAlt) return false;
  if (/^[a-z]$/.test(chord.key)) return press.shiftKey === chord.isShift && letterOf(press) === chord.key;
  if (/^\d$/.test(chord.key)) {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
    return press.shiftKey === chord.isShift && (press.key === chord.key || digit === chord.key);
  }
  // Which sign a key types depends on Shift, and on the layout where: the sign alone is asked for.
  if (chord.key.length === 1 && chord.key !== ' ') {
    return (!chord.isShift || press.shiftKey) && (press.key === chord.key || signOf(press) === chord.key);
  }
  return press.shiftKey === chord.isShift && press.key === chord.key;
}

/** The letter that a key press means, small: `z`. */
function letterOf({ key, code }: KeyPress): string | undefined {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  if (key.length === 1 && key.charCodeAt(0) < 128) return undefined;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}

const SIGNS: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Slash: ['/', '?'],
  Period: ['.', '>'],
  Comma: [',', '<'],
  Equal: ['=', '+'],
  Minus: ['-', '_'],
  Semicolon: [';', ':'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Backquote: ['`', '~'],
  NumpadAdd: ['+', '+'],
  NumpadSubtract: ['-', '-'],
};

/** What the key types on a US keyboard, where an input method or Option hides what was meant. */
function signOf({ key, code, shiftKey }: KeyPress): string | undefined {
  if (key.length === 1 && key.charCodeAt(0) < 128) return undefined;
  return SIGNS[code]?.[shiftKey ? 1 : 0];
}

const MAC: Readonly<Record<string, string>> = {
  Escape: 'esc',
  Delete: '⌦',
  Backspace: '⌫',
  Enter: '↩',
  Tab: '⇥',
};
const ELSEWHERE: Readonly<Record<string, string>> = { Escape: 'Esc', Delete: 'Del', Backspace: '⌫', Enter: 'Enter' };
const BOTH: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

/** The caps of the keys of a shortcut, as this machine names them: `['⇧', '⌘', 'Z']`, `['Ctrl', 'Shift', 'Z']`. */
export function keyCaps(keys: string, isMac: boolean): readonly string[] {
  const { isMod, isCtrl, isAlt, isShift, key } = parseKeys(keys);
  const name = BOTH[key] ?? (isMac ? MAC : ELSEWHERE)[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const held = isMac
    ? [isCtrl && '⌃', isAlt && '⌥', isShift && '⇧', isMod && '⌘']
    : [(isMod || isCtrl) && 'Ctrl', isAlt && 'Alt', isShift && 'Shift'];
  return [...held.filter((cap): cap is string => cap !== false), name];
}

/** A shortcut in one string, for titles and hints: `⇧⌘Z`, `Ctrl+Shift+Z`. */
export const keyLabel = (keys: string, isMac: boolean): string => keyCaps(keys, isMac).join(isMac ? '' : '+');

/** A shortcut as `aria-keyshortcuts` wants it: `Control+Shift+Z`.
 * @internal
 */
export function ariaKeys(keys: string, isMac: boolean): string {
  const { isMod, isCtrl, isAlt, isShift, key } = parseKeys(keys);
  const held = [
    (isCtrl || (isMod && !isMac)) && 'Control',
    isMod && isMac && 'Meta',
    isAlt && 'Alt',
    isShift && 'Shift',
  ].filter((name) => name !== false);
  const name = key === ' ' ? 'Space' : key === '+' ? 'Plus' : key.length === 1 ? key.toUpperCase() : key;
  return [...held, name].join('+');
}
