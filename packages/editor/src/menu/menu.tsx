import { type KeyboardEvent, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Editor } from '../editor/editor.js';
import { KeyHint } from '../keys/key-hint.js';
import { useWords } from '../words/words.js';
import './menu.css';

export type MenuItem =
  | { readonly kind: 'action'; readonly id: string }
  | { readonly kind: 'item'; readonly key: string; readonly label: string; readonly isOn?: boolean; run(): void }
  | { readonly kind: 'line'; readonly key: string };

export type MenuAt = { readonly x: number; readonly y: number; readonly items: readonly MenuItem[] };

/** A menu, operated by arrows, Enter and Escape. `isBack`: the focus goes back to where it came from. */
export function Menu({
  editor,
  menu,
  onClose,
}: {
  readonly editor: Editor;
  readonly menu: MenuAt;
  onClose(isBack: boolean): void;
}) {
  const titles = useWords().actions as Readonly<Record<string, string>>;
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = list.current!;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(menu.x, window.innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(menu.y, window.innerHeight - height - 4))}px`;
    element.querySelector<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')?.focus();
    const away = (event: PointerEvent): void => {
      if (!element.contains(event.target as Element)) onClose(false);
    };
    window.addEventListener('pointerdown', away, true);
    return () => window.removeEventListener('pointerdown', away, true);
  }, [menu, onClose]);

  const close = (): void => onClose(true);

  function key(event: KeyboardEvent): void {
    const items = [...list.current!.querySelectorAll<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const go = (to: number): void => items[(to + items.length) % items.length]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return createPortal(
    <div ref={list} className="menu" role="menu" tabIndex={-1} onKeyDown={key} data-chrome="">
      {menu.items.map((item) => {
        if (item.kind === 'line') return <hr key={item.key} />;
        const found = item.kind === 'action' ? editor.actions.all.find(({ id }) => id === item.id) : undefined;
        if (item.kind === 'action' && !found) return null;
        const isOff = found?.isEnabled?.(editor) === false;
        const hasCheck = item.kind === 'item' && item.isOn !== undefined;
        return (
          <button
            key={item.kind === 'action' ? item.id : item.key}
            type="button"
            {...(hasCheck ? { role: 'menuitemcheckbox', 'aria-checked': item.isOn } : { role: 'menuitem' })}
            aria-disabled={isOff || undefined}
            tabIndex={-1}
            onClick={() => {
              if (isOff) return;
              close();
              if (item.kind === 'action') editor.actions.do(item.id);
              else item.run();
            }}
          >
            <span className="menu-check">{hasCheck && item.isOn ? '✓' : ''}</span>
            <span className="menu-label">{item.kind === 'action' ? (titles[item.id] ?? item.id) : item.label}</span>
            {found?.keys?.[0] !== undefined && <KeyHint keys={found.keys[0]} />}
          </button>
        );
      })}
    </div>,
    document.body,
  );
}
