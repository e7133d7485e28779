import { type Emotion, type GraphNode, type Json, parseEndpoint } from '@moodwire/engine/graph';
import { lookUrl } from '../api/api.js';
import { useStage } from '../canvas/stage-context.js';
import { bodyOf } from '../document/body.js';
import { CompareLook } from '../look/compare-look.js';
import { EmotionBars } from '../look/emotion-bars.js';
import { ListLook } from '../look/list-look.js';
import { BARS_IN_NODE } from '../look/look-height.js';
import { MaskLook } from '../look/mask-look.js';
import { PictureLook } from '../look/picture-look.js';
import { JsonLook, NumberLook, TextLook } from '../look/value-look.js';
import { useValue } from '../run/value-cache.js';
import { pathPrefix, type Session, shownSubgraph } from '../session/session.js';
import type { Shown } from '../shape/look-kind.js';
import { useSelected } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import { nearestOutput } from './nearest-output.js';
import './node-look.css';

type Props = { readonly id: string; readonly node: GraphNode; readonly shown: Shown };

/** What a node shows of its last result, or of what it is just doing. */
export function NodeLook({ id, node, shown }: Props) {
  const { session, editor } = useStage();
  const words = useWords().node;
  const path = `${pathPrefix(session)}${id}`;
  const url = useSelected(session.looks, (looks) => lookOf(looks, path, shown.output));
  const preview = useSelected(session.run, (run) => {
    const now = run?.nodes[path];
    return now?.state === 'running' ? now.preview : undefined;
  });
  const [before, after] = useCompared(session, node, shown);
  const backdrop = useBackdrop(session, id, shown);
  const title = node.title ?? id;
  if (preview !== undefined) {
    return <PictureLook url={preview} alt={`${words.preview}: ${title}`} caption={words.preview} />;
  }
  if (shown.kind === 'compare') {
    if (before === undefined || after === undefined) return <NoLook />;
    const full = (one: string): string => one.replace('size=512', 'size=2048');
    return (
      <CompareLook
        before={before}
        after={after}
        onOpen={() => editor.dialog.set({ kind: 'compare', before: full(before), after: full(after), title })}
      />
    );
  }
  if (url === undefined) return <NoLook />;
  if (shown.kind === 'mask') {
    const open = (): void => editor.dialog.set({ kind: 'picture', url: url.replace('size=512', 'size=0'), title });
    return <MaskLook url={url} alt={title} onOpen={open} {...(backdrop !== undefined && { backdropUrl: backdrop })} />;
  }
  if (shown.kind === 'picture') {
    const isResult = node.type === 'image/save';
    const open = (): void => editor.dialog.set({ kind: 'picture', url: url.replace('size=512', 'size=0'), title });
    return <PictureLook url={url} alt={isResult ? words.result(title) : title} onOpen={open} />;
  }
  return <ValueLook url={url} kind={shown.kind} />;
}

function NoLook() {
  const words = useWords().node;
  return <div className="node-no-look">{words.noLook}</div>;
}

const lookOf = (looks: Readonly<Record<string, string>>, path: string, output: string): string | undefined => {
  const job = looks[path];
  return job === undefined ? undefined : lookUrl(job, path, output, 512);
};

/** The two pictures that feed a comparison. */
function useCompared(
  session: Session,
  node: GraphNode,
  shown: Shown,
): readonly [string | undefined, string | undefined] {
  const urlOf = (slot: string) => (looks: Readonly<Record<string, string>>) => {
    const feed = shown.kind === 'compare' ? node.inputs?.[slot] : undefined;
    const from = typeof feed === 'string' ? parseEndpoint(feed) : undefined;
    return from && lookOf(looks, `${pathPrefix(session)}${from.node}`, from.port);
  };
  const before = useSelected(session.looks, urlOf('before'));
  const after = useSelected(session.looks, urlOf('after'));
  return [before, after];
}

/** As many pictures of a list as are looked at in a node. */
const MOST_ITEMS = 12;

/** The picture that a mask belongs to: of the nearest node before it that gives one. */
function useBackdrop(session: Session, id: string, shown: Shown): string | undefined {
  return useSelected(session.looks, (looks) => {
    if (shown.kind !== 'mask') return undefined;
    const subgraph = shownSubgraph(session);
    const body = bodyOf(session.document.get(), subgraph);
    const found = body && nearestOutput(body, session.resolved.get(), subgraph, id, 'image', 'before');
    return found && lookOf(looks, `${pathPrefix(session)}${found.node}`, found.output);
  });
}

function ValueLook({ url, kind }: { readonly url: string; readonly kind: Shown['kind'] }) {
  const look = useValue(url);
  if (!look) return <NoLook />;
  if (look.kind === 'list') {
    const items = Array.from({ length: Math.min(look.length, MOST_ITEMS) }, (_, at) => ({
      url: `${url}&item=${at}`,
      alt: String(at + 1),
    }));
    return <ListLook items={items} />;
  }
  if (look.kind !== 'value') return <JsonLook value={look as unknown as Json} isLine />;
  const { value } = look;
  if (kind === 'bars') {
    const { probabilities } = value as unknown as Emotion;
    return Array.isArray(probabilities) ? (
      <EmotionBars probabilities={probabilities} count={BARS_IN_NODE} />
    ) : (
      <JsonLook value={value} isLine />
    );
  }
  if (kind === 'text') return <TextLook text={typeof value === 'string' ? value : JSON.stringify(value)} />;
  return typeof value === 'number' ? <NumberLook value={value} /> : <JsonLook value={value} isLine />;
}
