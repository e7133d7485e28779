/** A text as it is searched: small letters, no accents, Korean syllables taken apart into the keys that type them. */
export type Folded = {
  readonly text: string;
  /** For each sign of `text`, the place in the original that it comes from. */
  readonly origin: readonly number[];
  /** Where words start, as places in `text`. */
  readonly starts: readonly number[];
  /** The first consonant of each Korean syllable, other letters as they are; spaces left out. */
  readonly initials: string;
  readonly initialsOrigin: readonly number[];
};

const LEADS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ');
const TAILS =
  ' ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(' ');
/** Two keys that stand as one letter while a syllable is typed. */
const PAIRS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['ㄳㄱㅅ', 'ㄵㄴㅈ', 'ㄶㄴㅎ', 'ㄺㄹㄱ', 'ㄻㄹㅁ', 'ㄼㄹㅂ', 'ㄽㄹㅅ', 'ㄾㄹㅌ', 'ㄿㄹㅍ', 'ㅀㄹㅎ', 'ㅄㅂㅅ'].map(
      split,
    ),
  ),
  ...Object.fromEntries(['ㅘㅗㅏ', 'ㅙㅗㅐ', 'ㅚㅗㅣ', 'ㅝㅜㅓ', 'ㅞㅜㅔ', 'ㅟㅜㅣ', 'ㅢㅡㅣ'].map(split)),
};

function split(pair: string): readonly [string, string] {
  return [pair[0]!, pair.slice(1)];
}

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;

/** Searched again with each key that is pressed: the texts of one list are folded once. */
const known = new Map<string, Folded>();
const MOST_KNOWN = 5000;

export function foldText(text: string): Folded {
  const before = known.get(text);
  if (before) return before;
  const made = fold(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, made);
  return made;
}

function fold(original: string): Folded {
  let text = '';
  let initials = '';
  const origin: number[] = [];
  const initialsOrigin: number[] = [];
  const starts: number[] = [];
  let before = '';
  for (let at = 0; at < original.length; at++) {
    const sign = original[at]!;
    if (startsWord(before, sign)) starts.push(text.length);
    const keys = keysOf(sign);
    for (let i = 0; i < keys.length; i++) origin.push(at);
    text += keys;
    if (isLetter(sign)) {
      initials += keys[0] ?? '';
      if (keys.length > 0) initialsOrigin.push(at);
    }
    before = sign;
  }
  return { text, origin, starts, initials, initialsOrigin };
}

function keysOf(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code < 128) return sign.toLowerCase();
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const at = code - FIRST_SYLLABLE;
    return LEADS[Math.floor(at / 588)]! + VOWELS[Math.floor((at % 588) / 28)]! + TAILS[at % 28]!;
  }
  return PAIRS[sign] ?? sign.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const isLetter = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);

function startsWord(before: string, sign: string): boolean {
  if (!isLetter(sign)) return false;
  if (before === '' || !isLetter(before)) return true;
  return /\p{Ll}/u.test(before) && /\p{Lu}/u.test(sign);
}

/** Is it consonants alone, as Koreans shorten words to? */
export const isConsonants = (text: string): boolean => /^[ㄱ-ㅎ]+$/.test(text);
