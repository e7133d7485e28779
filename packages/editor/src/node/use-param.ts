import type { GraphNode, Json, Param } from '@moodwire/engine/graph';
import { useMemo } from 'react';
import { useStage } from '../canvas/stage-context.js';
import { editShown } from '../edit/draft.js';
import { setParam } from '../edit/nodes.js';
import { pathPrefix } from '../session/session.js';
import { portTitle } from '../shape/port-title.js';
import { useSelected } from '../store/use-store.js';
import type { SeedLock } from '../widget/seed-field.js';
import type { WidgetProps } from '../widget/widget.js';
import { words } from '../words/words.js';
import { useWidgetHost } from './use-widget-host.js';

/** What the widget of a param needs. What it says becomes an edit, and a live run where that is wished. */
export function useParam(
  id: string,
  name: string,
  param: Param,
  node: GraphNode,
  /** Changes of the same key are one step; of this param's own unless given. */
  merge = `param:${id}.${name}`,
): WidgetProps & { readonly seedLock?: SeedLock } {
  const { session, editor } = useStage();
  const value = (node.params?.[name] ?? param.default) as Json;
  const host = useWidgetHost(id, node, param, name);
  const place = `${pathPrefix(session)}${id}.${name}`;
  const isLoose = useSelected(session.looseSeeds, (seeds) => seeds.has(place));
  const settled = useMemo(
    () => ({
      id: place,
      label: portTitle(name),
      param,
      place: 'node' as const,
      host,
      onChange(next: Json, phase: 'live' | 'commit') {
        const label = words().canvas.set(portTitle(name));
        const changed = editShown(session, label, (body) => setParam(body, id, name, next, param.default), {
          merge,
        });
        if (phase === 'commit') session.document.settle();
        if (changed || phase === 'commit') editor.runner.paramChanged(session, phase);
      },
    }),
    [session, editor, place, id, name, param, host, merge],
  );
  const seedLock = useMemo(
    (): SeedLock => ({
      isLocked: !isLoose,
      onLock(isLocked) {
        session.looseSeeds.set((seeds) => {
          const next = new Set(seeds);
          if (isLocked) next.delete(place);
          else next.add(place);
          return next;
        });
      },
    }),
    [session, place, isLoose],
  );
  return { ...settled, value, ...(param.kind === 'seed' && { seedLock }) };
}
