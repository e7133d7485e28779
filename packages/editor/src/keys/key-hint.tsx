import { keyCaps } from './key-names.js';
import { isMac } from './machine.js';

/** The keys of a shortcut, drawn as caps. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return keyCaps(keys, isMac).map((cap) => (
    <kbd className="palette-key" key={cap}>
      {cap}
    </kbd>
  ));
}
