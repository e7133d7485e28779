import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createToasts } from '../../packages/editor/src/toast/toasts.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const texts = (toasts: ReturnType<typeof createToasts>): readonly string[] => toasts.get().map(({ text }) => text);

test('messages go by themselves, those with an action later, and say that they are gone', () => {
  const toasts = createToasts();
  const gone: string[] = [];
  toasts.show({ tone: 'ok', text: 'Saved', onGone: () => gone.push('Saved') });
  toasts.show({
    tone: 'plain',
    text: 'Deleted',
    action: { label: 'Undo', run() {} },
    onGone: () => gone.push('Deleted'),
  });
  vi.advanceTimersByTime(5000);
  expect(texts(toasts)).toEqual(['Deleted']);
  vi.advanceTimersByTime(5000);
  expect(texts(toasts)).toEqual([]);
  expect(gone).toEqual(['Saved', 'Deleted']);
});

test('none goes while somebody reads', () => {
  const toasts = createToasts();
  const release = toasts.hold();
  toasts.show({ tone: 'plain', text: 'Read me' });
  vi.advanceTimersByTime(60_000);
  expect(texts(toasts)).toEqual(['Read me']);
  release();
  vi.advanceTimersByTime(3000);
  expect(texts(toasts)).toEqual([]);
});

test('there are never more than four, and each is gone only once', () => {
  const toasts = createToasts();
  const gone: number[] = [];
  for (let n = 0; n < 6; n++) toasts.show({ tone: 'plain', text: String(n), onGone: () => gone.push(n) });
  expect(texts(toasts)).toEqual(['2', '3', '4', '5']);
  expect(gone).toEqual([0, 1]);
  vi.advanceTimersByTime(60_000);
  expect(gone).toEqual([0, 1, 2, 3, 4, 5]);
});
