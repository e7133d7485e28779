import type { GraphNode, Json, Param } from '@moodwire/engine/graph';
import { useMemo } from 'react';
import { useStage } from '../canvas/stage-context.js';
import { bodyOf } from '../document/body.js';
import { pathPrefix, shownSubgraph } from '../session/session.js';
import { useSelected } from '../store/use-store.js';
import { allowed, rangeOf } from '../widget/number-range.js';
import type { SizeLocking } from '../widget/size-field.js';
import { keptShape } from '../widget/size-shape.js';
import { sizePartner, widgetKind } from '../widget/widget-for.js';

type Along = { readonly name: string; readonly param: Param; readonly value: Json };

/** The lock between a width and a height, which stands at the width, and what one side does to the other. */
export function useSizeLock(
  id: string,
  name: string,
  node: GraphNode,
  siblings: Readonly<Record<string, Param>>,
): { readonly sizeLock?: SizeLocking; alongWith(value: Json): Along | undefined } {
  const { session } = useStage();
  const path = `${pathPrefix(session)}${id}`;
  const subgraph = shownSubgraph(session);
  const partner = widgetKind(siblings[name]!, name, siblings) === 'size' ? sizePartner(name) : undefined;
  // A side that comes through a link cannot follow.
  const other = partner === undefined || node.inputs?.[partner] !== undefined ? undefined : partner;
  const shape = useSelected(session.keptShapes, (shapes) => shapes[path]);
  return useMemo(() => {
    if (other === undefined) return { alongWith: () => undefined };
    const side = name as 'width' | 'height';
    const param = siblings[other]!;
    const sideOf = (one: string): number =>
      Number(bodyOf(session.document.get(), subgraph)?.nodes[id]?.params?.[one] ?? siblings[one]!.default);
    const sizeLock: SizeLocking = {
      isLocked: shape !== undefined,
      onLock(isLocked) {
        session.keptShapes.set(({ [path]: _, ...rest }) =>
          isLocked ? { ...rest, [path]: sideOf('width') / sideOf('height') } : rest,
        );
      },
    };
    return {
      ...(side === 'width' && { sizeLock }),
      alongWith: (value) =>
        shape === undefined
          ? undefined
          : { name: other, param, value: allowed(keptShape(side, Number(value), shape), rangeOf(param)) },
    };
  }, [session, subgraph, path, id, name, siblings, other, shape]);
}
