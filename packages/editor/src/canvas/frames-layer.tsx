import { memo } from 'react';
import { type Group, groupsOf, type Note, notesOf } from '../document/body.js';
import { editShown } from '../edit/draft.js';
import { changeFrame } from '../edit/frames.js';
import { Markdown } from '../node/markdown.js';
import { useSelected, useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './frames-layer.css';
import { nodesIn } from '../scene/scene.js';
import { useStage } from './stage-context.js';

/** Groups and notes, behind the nodes. */
export function FramesLayer() {
  const { view } = useStage();
  const { body } = useStore(view.scene);
  return (
    <>
      {groupsOf(body).map((group) => (
        <GroupFrame key={group.id} group={group} />
      ))}
      {notesOf(body).map((note) => (
        <NoteFrame key={note.id} note={note} />
      ))}
    </>
  );
}

const colourOf = (colour: string | undefined) => ({ '--fc': `var(--g-${colour ?? 'amber'})` }) as object;

const GroupFrame = memo(function GroupFrame({ group }: { readonly group: Group }) {
  const { session, view, writing } = useStage();
  const words = useWords().canvas;
  const key = `group:${group.id}`;
  const isRenaming = useSelected(writing, (now) => now === key);
  const isSelected = useSelected(session.selection, (keys) => keys.has(key));
  const count = group.isCollapsed ? nodesIn(view.scene.get(), group).length : 0;

  function rename(title: string): void {
    writing.set(undefined);
    editShown(session, words.rename, (body) => changeFrame(body, 'groups', group.id, { title: title.slice(0, 200) }));
  }

  return (
    <section
      className={`group${isSelected ? ' is-selected' : ''}${group.isCollapsed ? ' is-collapsed' : ''}`}
      data-frame={key}
      aria-label={group.title}
      style={{
        transform: `translate(${group.x}px, ${group.y}px)`,
        width: group.w,
        height: group.isCollapsed ? 34 : group.h,
        ...colourOf(group.colour),
      }}
    >
      <header className="group-header" data-frame-header={key}>
        {isRenaming ? (
          <input
            defaultValue={group.title}
            // biome-ignore lint/a11y/noAutofocus: the person asked to type here
            autoFocus
            aria-label={words.groupTitle}
            data-widget=""
            onFocus={(event) => event.target.select()}
            onBlur={(event) => rename(event.target.value)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter') rename(event.currentTarget.value);
              if (event.key === 'Escape') writing.set(undefined);
            }}
          />
        ) : (
          <b>
            {group.title}
            {count > 0 && <small> · {count}</small>}
          </b>
        )}
      </header>
      {!group.isCollapsed && <div className="frame-corner" data-frame-corner={key} aria-hidden="true" />}
    </section>
  );
});

const NoteFrame = memo(function NoteFrame({ note }: { readonly note: Note }) {
  const { session, writing } = useStage();
  const words = useWords().canvas;
  const key = `note:${note.id}`;
  const isEditing = useSelected(writing, (now) => now === key);
  const isSelected = useSelected(session.selection, (keys) => keys.has(key));

  function save(text: string): void {
    writing.set(undefined);
    editShown(session, words.editNote, (body) => changeFrame(body, 'notes', note.id, { text: text.slice(0, 20_000) }));
  }

  return (
    <section
      className={`note${isSelected ? ' is-selected' : ''}`}
      data-frame={key}
      data-frame-header={key}
      aria-label={note.text.slice(0, 60)}
      style={{
        transform: `translate(${note.x}px, ${note.y}px)`,
        width: note.w,
        height: note.h,
        ...colourOf(note.colour),
      }}
    >
      {isEditing ? (
        <textarea
          defaultValue={note.text}
          // biome-ignore lint/a11y/noAutofocus: the person asked to type here
          autoFocus
          aria-label={words.editNote}
          data-widget=""
          onBlur={(event) => save(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
              save(event.currentTarget.value);
            }
          }}
        />
      ) : (
        <div className="note-text">
          <Markdown text={note.text} />
        </div>
      )}
      <div className="frame-corner" data-frame-corner={key} aria-hidden="true" />
    </section>
  );
});
