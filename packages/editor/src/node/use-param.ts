import type { GraphNode, Json, Param } from '@moodwire/engine/graph';
import { useMemo } from 'react';
import { useStage } from '../canvas/stage-context.js';
import { editShown } from '../edit/draft.js';
import { setParam } from '../edit/nodes.js';
import { pathPrefix } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { words } from '../words/words.js';
import type { WidgetProps } from '../widget/widget.js';
import { portTitle } from './node-view.js';
import { useWidgetHost } from './use-widget-host.js';

/** A param's value with what its widget needs; what the widget says becomes an edit, and a live run where wished. */
export function useParam(
  id: string,
  name: string,
  param: Param,
  node: GraphNode,
): { readonly value: Json; readonly widget: Omit<WidgetProps, 'value'> } {
  const { session, editor } = useStage();
  useStore(session.trail);
  const value = (node.params?.[name] ?? param.default) as Json;
  const host = useWidgetHost(id, node, param, name);
  const widget = useMemo(
    () => ({
      id: `${pathPrefix(session)}${id}.${name}`,
      label: portTitle(name),
      param,
      place: 'node' as const,
      host,
      onChange(next: Json, phase: 'live' | 'commit') {
        const label = words().canvas.set(portTitle(name));
        const changed = editShown(session, label, (body) => setParam(body, id, name, next, param.default), {
          merge: `param:${id}.${name}`,
        });
        if (phase === 'commit') session.document.settle();
        if (changed || phase === 'commit') editor.runner.paramChanged(session, phase);
      },
    }),
    [session, editor, id, name, param, host],
  );
  return { value, widget };
}
