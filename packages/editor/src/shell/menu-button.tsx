import { useRef, useState } from 'react';
import type { Editor } from '../editor/editor.js';
import { Menu, type MenuItem } from '../menu/menu.js';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';

const FILE_MENU: readonly MenuItem[] = [
  { kind: 'action', id: 'file.new' },
  { kind: 'action', id: 'file.open' },
  { kind: 'action', id: 'file.templates' },
  { kind: 'line', key: 'a' },
  { kind: 'action', id: 'file.save' },
  { kind: 'action', id: 'file.save-as' },
  { kind: 'action', id: 'file.download' },
  { kind: 'action', id: 'file.share' },
  { kind: 'line', key: 'b' },
  { kind: 'action', id: 'file.export-svg' },
  { kind: 'action', id: 'file.export-png' },
  { kind: 'line', key: 'c' },
  { kind: 'action', id: 'file.reopen' },
  { kind: 'action', id: 'file.close' },
  { kind: 'line', key: 'd' },
  { kind: 'action', id: 'view.theme' },
  { kind: 'action', id: 'view.language' },
  { kind: 'action', id: 'view.shortcuts' },
];

/** Files and settings in a menu. */
export function MenuButton({ editor }: { readonly editor: Editor }) {
  const words = useWords().shell;
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number }>();
  return (
    <>
      <button
        ref={button}
        type="button"
        className="top-icon"
        aria-label={words.menu}
        title={words.menu}
        aria-haspopup="menu"
        aria-expanded={at !== undefined}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          setAt(at ? undefined : { x: left, y: bottom + 4 });
        }}
      >
        {icons.menu}
      </button>
      {at && (
        <Menu
          editor={editor}
          menu={{ ...at, items: FILE_MENU }}
          onClose={(isBack) => {
            setAt(undefined);
            if (isBack) button.current?.focus();
          }}
        />
      )}
    </>
  );
}
