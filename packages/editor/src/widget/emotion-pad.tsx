import { EMOTIONS } from '@moodwire/engine/graph';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../words/words.js';
import { ChoiceField } from './choice-field.js';
import './emotion-pad.css';
import {
  arcBetween,
  EMOTION_PLACES,
  emotionTowards,
  isEmotionName,
  nearestEmotion,
  type Place,
  toPercent,
  toPlace,
} from './emotion-plane.js';
import { useLive } from './use-live.js';
import type { WidgetProps } from './widget.js';

const SIDES: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The eight emotions on the plane of valence and arousal, with what the picture expresses now, and the choice as a list. */
export function EmotionPad(props: WidgetProps<string>) {
  const { id, label, value, onChange, host, isDisabled = false } = props;
  const words = useWords().widget;
  const live = useLive(value, onChange);
  const plane = useRef<HTMLDivElement>(null);
  const drag = useRef<{ readonly box: DOMRect; readonly from: string }>(undefined);
  const [hand, setHand] = useState<Place>();
  const { source, result } = host.emotions ?? {};
  const target: Place | undefined = isEmotionName(value) ? EMOTION_PLACES[value] : undefined;
  const end = hand ?? result ?? (source && target);

  function put(event: PointerEvent): void {
    const { left, top, width, height } = drag.current!.box;
    const place = toPlace((event.clientX - left) / width, (event.clientY - top) / height);
    setHand(place);
    live.live(nearestEmotion(place));
  }

  function down(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || isDisabled) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { box: event.currentTarget.getBoundingClientRect(), from: value };
    put(event);
  }

  function up(): void {
    const now = live.now();
    drag.current = undefined;
    setHand(undefined);
    live.end();
    // From here the arrows go on.
    plane.current?.querySelector<HTMLElement>(`[data-emotion="${now}"]`)?.focus({ preventScroll: true });
  }

  function key(event: KeyboardEvent): void {
    if (isDisabled || event.ctrlKey || event.metaKey || event.altKey) return;
    const side = SIDES[event.key];
    const now = live.now();
    if (event.key === 'Escape' && drag.current) {
      live.live(drag.current.from);
      up();
    } else if (side) {
      const next = isEmotionName(now) ? emotionTowards(now, side[0], side[1]) : EMOTIONS[0];
      live.live(next);
      plane.current?.querySelector<HTMLElement>(`[data-emotion="${next}"]`)?.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="emotion-pad">
      <div
        ref={plane}
        className="emotion-pad-plane"
        role="radiogroup"
        aria-label={label}
        aria-disabled={isDisabled}
        title={words.planeHint}
        onPointerDown={down}
        onPointerMove={(event) => {
          if (drag.current) put(event);
        }}
        onPointerUp={up}
        onPointerCancel={up}
        onKeyDown={key}
        onKeyUp={() => {
          if (!drag.current) live.end();
        }}
        onBlur={() => {
          if (!drag.current) live.end();
        }}
      >
        <span className="emotion-pad-end emotion-pad-top">{words.excited}</span>
        <span className="emotion-pad-end emotion-pad-bottom">{words.calm}</span>
        <span className="emotion-pad-end emotion-pad-left">{words.unpleasant}</span>
        <span className="emotion-pad-end emotion-pad-right">{words.pleasant}</span>
        {source && end && (
          <svg className="emotion-pad-arc" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <path d={arcBetween(source, end)} />
          </svg>
        )}
        {EMOTIONS.map((emotion) => {
          const { left, top } = toPercent(EMOTION_PLACES[emotion]);
          const isChosen = emotion === value;
          return (
            // biome-ignore lint/a11y/useSemanticElements: it is placed in a plane and moved to by arrows in two directions
            <span
              key={emotion}
              className="emotion-pad-place"
              role="radio"
              aria-checked={isChosen}
              aria-label={words.emotions[emotion]}
              data-emotion={emotion}
              tabIndex={!isDisabled && (isChosen || (!target && emotion === EMOTIONS[0])) ? 0 : -1}
              style={{ left: `${left}%`, top: `${top}%` }}
              onKeyDown={(event) => {
                // With Ctrl or Cmd it is meant for the graph.
                if ((event.key !== ' ' && event.key !== 'Enter') || event.ctrlKey || event.metaKey) return;
                event.preventDefault();
                event.stopPropagation();
                if (!isChosen && !isDisabled) onChange(emotion, 'commit');
              }}
            >
              {words.emotions[emotion]}
            </span>
          );
        })}
        {source && <Point place={source} name={words.felt(emotionName(words, source.name))} isSource />}
        {end && (hand || result) && (
          <Point place={end} name={result && !hand ? words.feltAfter(emotionName(words, result.name)) : ''} />
        )}
      </div>
      <ChoiceField {...props} id={`${id}-name`} />
    </div>
  );
}

const emotionName = (words: ReturnType<typeof useWords>['widget'], name: string): string =>
  name === 'neutral' ? words.neutral : isEmotionName(name) ? words.emotions[name] : name;

function Point({
  place,
  name,
  isSource = false,
}: {
  readonly place: Place;
  readonly name: string;
  readonly isSource?: boolean;
}) {
  const { left, top } = toPercent(place);
  return (
    <span
      className="emotion-pad-point"
      data-source={isSource || undefined}
      style={{ left: `${left}%`, top: `${top}%` }}
      {...(name === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    />
  );
}
