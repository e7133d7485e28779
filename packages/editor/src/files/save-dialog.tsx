import { type FormEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { api, type SavedGraph } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { titleOf } from '../session/create-session.js';
import type { Session } from '../session/session.js';
import { useWords, type Words } from '../words/words.js';
import { FileDialog } from './file-dialog.js';
import { cleanName, freeGraphName, nameFault, nameOfTitle } from './graph-name.js';
import { GraphIcon } from './icons.js';
import { saveGraphAs, tellSave } from './saving.js';

/** Asks for the name under which the graph that is shown is saved on the server. */
export function SaveDialog({ editor }: { readonly editor: Editor }) {
  const words = useWords().files;
  const [session] = useState(() => editor.active.get());
  const [typed, setTyped] = useState<string>();
  const [saved, setSaved] = useState<readonly SavedGraph[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  useEffect(() => {
    let isHere = true;
    api.graphs().then(
      ({ graphs }) => isHere && setSaved(graphs),
      (error: unknown) => isHere && setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isHere = false;
    };
  }, []);
  const text = typed ?? suggestion(session, saved);
  const field = useRef<HTMLInputElement>(null);
  const isUntouched = typed === undefined;
  // A suggestion that comes late is selected as the one before was: what is typed takes its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew with each suggestion
  useLayoutEffect(() => {
    if (isUntouched && document.activeElement === field.current) field.current?.select();
  }, [text, isUntouched]);
  const name = cleanName(text);
  const check = checkName(name, saved, words);
  const own = saved.filter(({ isShipped }) => !isShipped);
  const close = (): void => editor.dialog.set(undefined);
  // An empty field says what is wrong only once somebody emptied it.
  const isFault = problem !== undefined || (check.kind === 'fault' && typed !== undefined);
  const note = problem ?? (check.kind === 'free' || (check.kind === 'fault' && !isFault) ? words.nameHint : check.text);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (check.kind === 'fault') return setTyped(text);
    setBusy(true);
    const result = await saveGraphAs(editor, session, name, check.kind === 'taken' ? check.revision : undefined);
    setBusy(false);
    if (result.kind === 'failed') return setProblem(result.message);
    close();
    tellSave(editor, result);
  }

  return (
    <FileDialog title={words.saveTitle} onClose={close}>
      <form className="file-choices" onSubmit={(event) => void save(event)} noValidate>
        <div>
          <label className="file-label" htmlFor={id}>
            {words.name}
          </label>
          <input
            id={id}
            ref={field}
            className="file-input"
            data-first=""
            value={text}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={isFault}
            aria-describedby={`${id}-note`}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setTyped(event.target.value);
              setProblem(undefined);
            }}
          />
          <div
            id={`${id}-note`}
            className={`file-note${isFault ? ' is-fault' : check.kind === 'taken' ? ' is-warning' : ''}`}
            aria-live="polite"
          >
            {note}
          </div>
        </div>
        <div>
          <span className="file-label" id={`${id}-names`}>
            {words.existing}
          </span>
          {own.length === 0 ? (
            <p className="file-none">{words.noneSaved}</p>
          ) : (
            <ul className="file-names" aria-labelledby={`${id}-names`}>
              {own.map((one) => (
                <li key={one.name}>
                  <button type="button" aria-pressed={one.name === name} onClick={() => setTyped(one.name)}>
                    <GraphIcon />
                    <span>{one.name}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        <footer className="file-dialog-foot">
          <button type="button" className="file-button" onClick={close}>
            {words.cancel}
          </button>
          <button type="submit" className="file-button is-main" disabled={isBusy}>
            {check.kind === 'taken' ? words.replace : words.save}
          </button>
        </footer>
      </form>
    </FileDialog>
  );
}

function suggestion(session: Session, saved: readonly SavedGraph[]): string {
  const name = session.origin.get().name ?? nameOfTitle(titleOf(session, ''));
  const taken = saved.map((one) => one.name);
  return freeGraphName(name, taken);
}

type Check =
  | { readonly kind: 'free' }
  | { readonly kind: 'fault'; readonly text: string }
  | { readonly kind: 'taken'; readonly text: string; readonly revision: string };

function checkName(name: string, saved: readonly SavedGraph[], words: Words['files']): Check {
  const fault = nameFault(name);
  if (fault) return { kind: 'fault', text: words.nameFaults[fault] };
  const same = saved.find((one) => one.name === name);
  if (same?.isShipped) return { kind: 'fault', text: words.nameShipped(name) };
  if (same) return { kind: 'taken', text: words.nameTaken(name), revision: same.revision };
  const twin = saved.find((one) => !one.isShipped && one.name.toLowerCase() === name.toLowerCase());
  return twin ? { kind: 'fault', text: words.nameCase(twin.name) } : { kind: 'free' };
}
