import { type Emotion, type GraphNode, type Param, parseEndpoint } from '@moodwire/engine/graph';
import { useMemo } from 'react';
import { api, lookUrl, pictureUrl } from '../api/api.js';
import { useStage } from '../canvas/stage-context.js';
import { bodyOf } from '../document/body.js';
import type { Editor } from '../editor/editor.js';
import { useValue } from '../run/value-cache.js';
import { pathPrefix, type Session, shownSubgraph } from '../session/session.js';
import { useSelected } from '../store/use-store.js';
import type { WidgetHost } from '../widget/widget.js';
import { nearestOutput } from './nearest-output.js';

const upload: WidgetHost['upload'] = async (file, name, signal) => (await api.upload(file, name, signal)).file;

/** What the widget of a param needs of the editor around it. */
export function useWidgetHost(id: string, node: GraphNode, param: Param, name: string): WidgetHost {
  const { session, editor } = useStage();
  return useHostOf(session, editor, id, node, param, name);
}

/** The same for a node of the graph that is drawn in this session, wherever its param is set. */
export function useHostOf(
  session: Session,
  editor: Editor,
  id: string,
  node: GraphNode,
  param: Param,
  name: string,
): WidgetHost {
  const isEmotion = param.kind === 'choice' && (param.choices?.includes('awe') ?? false) && param.choices?.length === 8;
  const source = useEmotion(session, id, isEmotion ? 'before' : undefined);
  const result = useEmotion(session, id, isEmotion ? 'after' : undefined);
  const isMask = node.type === 'mask/paint';
  const backdrop = useBackdrop(session, isMask ? node.inputs?.['image'] : undefined);
  const subgraphs = useSelected(session.document, (graph): object | undefined => graph.subgraphs);
  const isSubgraph = param.kind === 'subgraph';
  const models = useSelected(editor.models, (list) => list);
  return useMemo(
    () => ({
      upload,
      pictureUrl,
      ...((source ?? result) && { emotions: { ...(source && { source }), ...(result && { result }) } }),
      ...(backdrop !== undefined && { backdropUrl: backdrop }),
      ...(isSubgraph && { suggestions: Object.keys(subgraphs ?? {}) }),
      ...(name === 'model' && { suggestions: models }),
    }),
    [source, result, backdrop, isSubgraph, subgraphs, name, models],
  );
}

/** What a picture was last found to express: by the nearest node before this one that reads it, or after it. */
function useEmotion(session: Session, id: string, where: 'before' | 'after' | undefined): Emotion | undefined {
  const url = useSelected(session.looks, (looks) => {
    const body = where && bodyOf(session.document.get(), shownSubgraph(session));
    if (!body) return undefined;
    const found = nearestOutput(body, session.resolved.get(), shownSubgraph(session), id, 'emotion', where);
    const job = found && looks[`${pathPrefix(session)}${found.node}`];
    return job === undefined ? undefined : lookUrl(job, `${pathPrefix(session)}${found!.node}`, found!.output);
  });
  const look = useValue(url);
  return look?.kind === 'value' ? (look.value as unknown as Emotion) : undefined;
}

function useBackdrop(session: Session, feed: string | readonly string[] | undefined): string | undefined {
  return useSelected(session.looks, (looks) => {
    const from = typeof feed === 'string' ? parseEndpoint(feed) : undefined;
    if (!from) return undefined;
    const path = `${pathPrefix(session)}${from.node}`;
    const job = looks[path];
    if (job !== undefined) return lookUrl(job, path, from.port, 1024);
    const file = bodyOf(session.document.get(), shownSubgraph(session))?.nodes[from.node]?.params?.['file'];
    return typeof file === 'string' ? pictureUrl(file, 1024) : undefined;
  });
}
