import { Fragment, useState } from 'react';
import type { Editor } from '../editor/editor.js';
import { keyCaps } from '../keys/key-names.js';
import { isMac } from '../keys/machine.js';
import { useWords, type Words } from '../words/words.js';
import { SearchBox } from './panel.js';
import { PanelDialog } from './panel-dialog.js';
import './shortcuts-page.css';

/** A shortcut, each of its keys by itself. */
export function Keys({ shortcut }: { readonly shortcut: string }) {
  return (
    <span className="keys">
      {keyCaps(shortcut, isMac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}

export const titleOfAction = (id: string, words: Words): string =>
  (words.actions as Readonly<Record<string, string>>)[id] ?? id;

/** All that can be done by keys, by what it is about. */
export function ShortcutsPage({ editor, onClose }: { readonly editor: Editor; onClose(): void }) {
  const all = useWords();
  const words = all.panel.shortcuts;
  const [text, setText] = useState('');
  const sought = text.trim().toLowerCase();
  const groups = new Map<string, { readonly id: string; readonly title: string; readonly keys: readonly string[] }[]>();
  for (const { id, keys = [] } of editor.actions.all) {
    const title = titleOfAction(id, all);
    if (keys.length === 0 || !`${title} ${keys.join(' ')}`.toLowerCase().includes(sought)) continue;
    const group = id.slice(0, Math.max(0, id.indexOf('.')));
    groups.set(group, [...(groups.get(group) ?? []), { id, title, keys }]);
  }
  const names = words.groups as Readonly<Record<string, string>>;
  return (
    <PanelDialog
      title={words.title}
      onClose={onClose}
      actions={<SearchBox label={words.search} value={text} onChange={setText} />}
    >
      {groups.size === 0 && <p>{words.none}</p>}
      <div className="shortcuts">
        {[...groups].map(([group, actions]) => (
          <section key={group}>
            <h2>{names[group] ?? names['other']}</h2>
            <dl>
              {actions.map(({ id, title, keys }) => (
                <div key={id}>
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((key, at) => (
                      <Fragment key={key}>
                        {at > 0 && <small>{words.or}</small>}
                        <Keys shortcut={key} />
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </PanelDialog>
  );
}
