import type { Json } from '@moodwire/engine/graph';
import { useEffect, useState } from 'react';

/** A value of a job as it is looked at; a picture is not read here. */
export type LookValue =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'list'; readonly length: number }
  | { readonly kind: 'summary'; readonly type: string; readonly shape?: readonly number[]; readonly bytes?: number };

const MOST = 300;
const known = new Map<string, Promise<LookValue | undefined>>();

/** Reads a value once; the value of a job never changes. Nothing for what cannot be had. */
function readValue(url: string): Promise<LookValue | undefined> {
  const there = known.get(url);
  if (there) return there;
  const read = fetch(url)
    .then(async (answer) => (answer.ok ? ((await answer.json()) as LookValue) : undefined))
    .catch(() => undefined)
    .then((value) => {
      if (value === undefined) known.delete(url);
      return value;
    });
  known.set(url, read);
  if (known.size > MOST) known.delete(known.keys().next().value!);
  return read;
}

/** A value of a job; the one before it until it is there. */
export function useValue(url: string | undefined): LookValue | undefined {
  const [value, setValue] = useState<LookValue>();
  useEffect(() => {
    if (url === undefined) return;
    let isCurrent = true;
    void readValue(url).then((read) => {
      if (isCurrent && read) setValue(read);
    });
    return () => {
      isCurrent = false;
    };
  }, [url]);
  return url === undefined ? undefined : value;
}
