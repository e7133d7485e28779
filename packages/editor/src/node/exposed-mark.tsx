import { useStage } from '../canvas/stage-context.js';
import { bodyOf } from '../document/body.js';
import { exposedAs } from '../edit/interface.js';
import { shownSubgraph } from '../session/session.js';
import { useSelected } from '../store/use-store.js';
import { useWords } from '../words/words.js';

/** At the edge of a param that is part of the graph's interface. */
export function ExposedMark({ id, name }: { readonly id: string; readonly name: string }) {
  const { session } = useStage();
  const words = useWords().node;
  const exposed = useSelected(session.document, (graph) => {
    const body = bodyOf(graph, shownSubgraph(session));
    return body && exposedAs(body, 'inputs', `${id}.${name}`);
  });
  if (exposed === undefined) return null;
  const said = words.exposed(exposed);
  return <span className="param-exposed" data-of={name} role="img" aria-label={said} title={said} />;
}
