import { useRef, useState } from 'react';

/** Turns a control into a text field and back, with the focus on the one that is there. */
export function useEntry() {
  const [typed, setTyped] = useState<{ readonly text: string; readonly isBegun: boolean }>();
  const isBack = useRef(false);
  const focus = useRef((element: HTMLElement | null) => {
    if (!element || !isBack.current) return;
    isBack.current = false;
    element.focus({ preventScroll: true });
  });
  return {
    /** What is typed at first; nothing while it is closed. */
    typed,
    open: (text: string, isBegun = false) => setTyped({ text, isBegun }),
    close(back: boolean) {
      isBack.current = back;
      setTyped(undefined);
    },
    /** A ref for the control. */
    control: focus.current,
  };
}
