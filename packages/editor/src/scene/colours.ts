import type { Port } from '@moodwire/engine/graph';
import { portColour } from '../shape/ports.js';

/** The colours of the theme as canvases want them: not as variables. */
export type Palette = {
  readonly node: string;
  readonly head: string;
  readonly border: string;
  readonly text: string;
  readonly accent: string;
  readonly error: string;
  readonly ok: string;
  port(port: Port | undefined): string;
  variable(name: string): string;
};

/** Reads the theme from a page's root. Made anew when the theme changes. */
export function readPalette(root: Element): Palette {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  root.append(probe);
  const known = new Map<string, string>();
  const variable = (name: string): string => {
    let colour = known.get(name);
    if (colour === undefined) {
      probe.style.color = `var(${name})`;
      root.append(probe);
      colour = getComputedStyle(probe).color;
      probe.remove();
      known.set(name, colour);
    }
    return colour;
  };
  probe.remove();
  const byKind = new Map<string, string>();
  return {
    node: variable('--s-node'),
    head: variable('--s-head'),
    border: variable('--bd'),
    text: variable('--tx1'),
    accent: variable('--ac'),
    error: variable('--err'),
    ok: variable('--ok'),
    port(port) {
      const kind = port?.kind ?? 'any';
      let colour = kind === 'list' || kind === 'either' ? undefined : byKind.get(kind);
      if (colour === undefined) {
        const name = /var\((--[\w-]+)\)/.exec(portColour(port ?? { kind: 'any' }))?.[1] ?? '--t-any';
        colour = variable(name);
        if (kind !== 'list' && kind !== 'either') byKind.set(kind, colour);
      }
      return colour;
    },
    variable,
  };
}
