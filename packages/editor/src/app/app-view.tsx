import { useEffect, useMemo, useState } from 'react';
import type { Editor } from '../editor/editor.js';
import { tellReady } from '../editor/tell-ready.js';
import type { Session } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './app-view.css';
import { AppResult } from './app-result.js';
import { AppTrouble } from './app-trouble.js';
import { FormEditor } from './form-editor.js';
import { FormField } from './form-field.js';
import { formInputs } from './form-inputs.js';
import { formOutputs } from './form-outputs.js';
import { hindrances } from './hindrances.js';
import { icons } from './icons.js';
import { rootSession } from './root-session.js';
import { RunBar } from './run-bar.js';
import { SuggestionList } from './suggestion-list.js';

/** The open graph as a simple form: what it takes, a button, and what it gives. */
export function AppView({ editor }: { readonly editor: Editor }) {
  const session = useStore(editor.active);
  return <App key={session.id} editor={editor} session={session} />;
}

function App({ editor, session }: { readonly editor: Editor; readonly session: Session }) {
  const words = useWords().app;
  const root = useMemo(() => rootSession(session), [session]);
  const graph = useStore(session.document);
  const resolved = useStore(session.resolved);
  useEffect(tellReady, []);
  const [isEdited, setEdited] = useState(false);
  const inputs = useMemo(() => formInputs(graph, resolved), [graph, resolved]);
  const outputs = useMemo(() => formOutputs(graph, resolved), [graph, resolved]);
  const hindering = useMemo(() => hindrances(resolved.problems, inputs), [resolved, inputs]);
  const isEmpty = Object.keys(graph.nodes).length === 0;
  const isBare = inputs.length === 0 && outputs.length === 0;
  const title = graph.title ?? session.origin.get().name ?? words.untitled;
  return (
    <div className="app">
      <div className="app-scroll">
        <div className="app-side">
          <section className="app-form" aria-label={words.form}>
            <header className="app-head">
              <div className="app-title-row">
                <h1 className="app-title">{title}</h1>
                {!isEmpty && (!isBare || isEdited) && (
                  <button
                    type="button"
                    className="app-button app-edit"
                    aria-label={isEdited ? undefined : words.edit}
                    title={isEdited ? undefined : words.edit}
                    onClick={() => setEdited(!isEdited)}
                  >
                    {isEdited ? words.editDone : icons.edit}
                  </button>
                )}
              </div>
              {graph.description !== undefined && <p className="app-text">{graph.description}</p>}
            </header>
            {isEmpty ? (
              <div className="app-note">
                <b>{words.empty}</b>
                <p>{words.emptyHelp}</p>
                <GraphButton editor={editor} />
              </div>
            ) : (
              <>
                {hindering.length > 0 && (
                  <AppTrouble hindering={hindering} session={session}>
                    <GraphButton editor={editor} />
                  </AppTrouble>
                )}
                {isEdited ? (
                  <FormEditor editor={editor} session={session} />
                ) : (
                  inputs.map((input) => (
                    <FormField key={input.name} input={input} editor={editor} session={session} root={root} />
                  ))
                )}
                {isBare && !isEdited && (
                  <div className="app-note">
                    <b>{words.noInterface}</b>
                    <p>{words.noInterfaceHelp}</p>
                  </div>
                )}
                {(isBare || isEdited) && (
                  <SuggestionList editor={editor} session={session} onAdd={() => setEdited(true)} />
                )}
              </>
            )}
          </section>
          {!isEmpty && <RunBar editor={editor} session={session} isHindered={hindering.length > 0} />}
        </div>
        <AppResult editor={editor} session={session} outputs={outputs} title={title} />
      </div>
    </div>
  );
}

function GraphButton({ editor }: { readonly editor: Editor }) {
  const words = useWords().app;
  return (
    <button
      type="button"
      className="app-button"
      onClick={() => editor.settings.set((now) => ({ ...now, view: 'graph' }))}
    >
      {words.showGraph}
    </button>
  );
}
