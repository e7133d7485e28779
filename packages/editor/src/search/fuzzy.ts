import { type Folded, foldText, isConsonants } from './fold-text.js';

/** What can be found: by `text`, which is shown, and less well by `more`, which is not. */
export type Findable = { readonly text: string; readonly more?: string };

/** From the first sign that was matched to behind the last, as places in the text. */
export type Range = readonly [start: number, end: number];

export type Ranked<T> = { readonly item: T; readonly score: number; readonly ranges: readonly Range[] };

type Match = { readonly score: number; readonly places: readonly number[] };

const WHOLE = 1000;
const START = 900;
const WORD = 800;
const INITIALS = 700;
const INSIDE = 500;
const LETTERS = 200;
const MORE_WORD = 300;
const MORE_INSIDE = 150;

/**
 * The items that a query finds, the best first: those that start with it, then those with words that do, then by their
 * initials ("lp" finds "Load photo", "ㄱㅈ" finds "감정"), then by letters in this order. All words of the query must be
 * found. Without a query all items, in their order.
 */
export function rank<T extends Findable>(query: string, items: readonly T[]): readonly Ranked<T>[] {
  const words = query
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => foldText(word));
  if (words.length === 0) return items.map((item) => ({ item, score: 0, ranges: [] }));
  const consonants = query.trim().split(/\s+/).map(isConsonants);
  const phrase = foldText(query.trim()).text;
  const found: Ranked<T>[] = [];
  for (const item of items) {
    const text = foldText(item.text);
    const more = item.more === undefined ? undefined : foldText(item.more);
    let score = 0;
    const places = new Set<number>();
    let isFound = true;
    for (let i = 0; i < words.length && isFound; i++) {
      const match = matchText(words[i]!.text, text, consonants[i]!) ?? (more && matchMore(words[i]!.text, more));
      if (!match) isFound = false;
      else {
        score += match.score;
        for (const place of match.places) places.add(place);
      }
    }
    if (!isFound) continue;
    if (words.length > 1 && text.text.startsWith(phrase)) score += START;
    // Of two that match alike, the shorter is meant.
    found.push({ item, score: score / words.length - Math.min(60, item.text.length) / 10, ranges: rangesOf(places) });
  }
  return found.sort((a, b) => b.score - a.score);
}

function matchText(word: string, text: Folded, isShort: boolean): Match | undefined {
  const run = (start: number, score: number): Match => ({
    score,
    places: text.origin.slice(start, start + word.length),
  });
  if (text.text.startsWith(word)) return run(0, text.text.length === word.length ? WHOLE : START);
  for (let i = 0; i < text.starts.length; i++) {
    if (text.text.startsWith(word, text.starts[i])) return run(text.starts[i]!, WORD - Math.min(i, 9));
  }
  const byInitials = isShort ? matchConsonants(word, text) : matchInitials(word, text);
  if (byInitials) return byInitials;
  const inside = text.text.indexOf(word);
  if (inside >= 0) return run(inside, INSIDE - Math.min(inside, 99));
  // Of Korean, which is taken apart into its letters here, nearly all would be found that way.
  return word.length < 3 || /[ㄱ-ㅣ]/.test(word) ? undefined : matchLetters(word, text);
}

function matchInitials(word: string, { text, starts, origin }: Folded): Match | undefined {
  if (word.length < 2) return undefined;
  for (let from = 0; from + word.length <= starts.length; from++) {
    let length = 0;
    while (length < word.length && text[starts[from + length]!] === word[length]) length++;
    if (length < word.length) continue;
    return { score: INITIALS - from, places: starts.slice(from, from + length).map((at) => origin[at]!) };
  }
  return undefined;
}

function matchConsonants(word: string, { initials, initialsOrigin }: Folded): Match | undefined {
  const at = initials.indexOf(word);
  if (at < 0) return undefined;
  return { score: INITIALS - Math.min(at, 99), places: initialsOrigin.slice(at, at + word.length) };
}

/** The letters in this order with others between; the closer they stand, the better. */
function matchLetters(word: string, { text, origin, starts }: Folded): Match | undefined {
  let best: Match | undefined;
  for (let start = text.indexOf(word[0]!); start >= 0; start = text.indexOf(word[0]!, start + 1)) {
    // Letters that begin nowhere are chance.
    if (!starts.includes(start)) continue;
    const places = [start];
    for (let i = 1, at = start; i < word.length; i++) {
      at = text.indexOf(word[i]!, at + 1);
      if (at < 0) return best;
      places.push(at);
    }
    const gaps = places.at(-1)! - start + 1 - word.length;
    // Letters that lie all over a long text are chance.
    if (gaps > word.length * 4) continue;
    const atStarts = places.filter((at) => starts.includes(at)).length;
    const score = LETTERS - 10 * gaps + 20 * atStarts;
    if (!best || score > best.score) best = { score, places: places.map((at) => origin[at]!) };
  }
  return best;
}

function matchMore(word: string, { text, starts }: Folded): Match | undefined {
  if (starts.some((start) => text.startsWith(word, start))) return { score: MORE_WORD, places: [] };
  return word.length >= 4 && text.includes(word) ? { score: MORE_INSIDE, places: [] } : undefined;
}

function rangesOf(places: ReadonlySet<number>): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const at of [...places].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else ranges.push([at, at + 1]);
  }
  return ranges;
}
