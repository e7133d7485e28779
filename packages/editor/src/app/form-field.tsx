import { useMemo } from 'react';
import { pictureUrl } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { useHostOf } from '../node/use-widget-host.js';
import type { Session } from '../session/session.js';
import { portTitle } from '../shape/port-title.js';
import { useSelected } from '../store/use-store.js';
import type { SeedLock } from '../widget/seed-field.js';
import type { Json, WidgetHost } from '../widget/widget.js';
import { widgetKind } from '../widget/widget-for.js';
import { Widget } from '../widget/widget-view.js';
import { useWords, words } from '../words/words.js';
import './form-field.css';
import { type FormInput, setInput } from './form-inputs.js';
import { plainType } from './hindrances.js';

type Props = {
  readonly input: FormInput;
  readonly editor: Editor;
  readonly session: Session;
  /** The same session at the graph itself. */
  readonly root: Session;
};

/** One input of the interface, as a large widget with its help, or with why it cannot be set here. */
export function FormField(props: Props) {
  const words = useWords().app;
  const { input } = props;
  if (input.kind === 'param') return <ParamField {...props} input={input} />;
  return (
    <div className="form-field">
      <span className="form-field-name">{portTitle(input.name)}</span>
      <p className="form-field-help">
        {input.kind === 'lost' && words.lost}
        {input.kind === 'fed' && words.fed(input.from)}
        {input.kind === 'outside' &&
          (input.isRequired
            ? `${words.outside(plainType(input.port))} ${words.outsideHelp}`
            : words.outsideOptional(plainType(input.port)))}
      </p>
    </div>
  );
}

/** The longer side of a picture that fills the form, in pixels. */
const LARGE = 768;

function ParamField({
  input,
  editor,
  session,
  root,
}: Props & { readonly input: FormInput & { readonly kind: 'param' } }) {
  const { name, places, node, value, siblings } = input;
  const [first] = places;
  const { param } = first;
  const known = useHostOf(root, editor, first.node, node, param, first.name);
  const host = useMemo((): WidgetHost => ({ ...known, pictureUrl: (file) => pictureUrl(file, LARGE) }), [known]);
  function onChange(next: Json, phase: 'live' | 'commit'): void {
    const label = words().canvas.set(portTitle(name));
    const changed = session.document.edit(label, (graph) => setInput(graph, places, next), { merge: `input:${name}` });
    if (phase === 'commit') session.document.settle();
    if (changed || phase === 'commit') editor.runner.paramChanged(session, phase);
  }
  const seedLock = useSeedLock(session, `${first.node}.${first.name}`);
  const widget = widgetKind(param, first.name, siblings);
  const help = `app-${name}-help`;
  return (
    <fieldset className="form-field" data-input={name} aria-describedby={param.help === '' ? undefined : help}>
      {widget === 'emotion' && <legend className="form-field-name">{portTitle(name)}</legend>}
      <Widget
        id={`app-${name}`}
        name={first.name}
        label={portTitle(name)}
        param={param}
        siblings={siblings}
        value={value}
        onChange={onChange}
        place="form"
        host={host}
        isMask={node.type === 'mask/paint'}
        {...(param.kind === 'seed' && { seedLock })}
      />
      {param.help !== '' && (
        <p className="form-field-help" id={help}>
          {param.help}
        </p>
      )}
    </fieldset>
  );
}

function useSeedLock(session: Session, place: string): SeedLock {
  const isLoose = useSelected(session.looseSeeds, (seeds) => seeds.has(place));
  return useMemo(
    () => ({
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
}
