import { memo } from 'react';
import { useWords } from '../words/words.js';
import { BoolField } from './bool-field.js';
import { ChoiceField } from './choice-field.js';
import { ColourField } from './colour-field.js';
import { CurveField } from './curve-field.js';
import { EmotionPad } from './emotion-pad.js';
import { FileField, FileNameField } from './file-field.js';
import { ListField } from './list-field.js';
import { MaskField } from './mask-field.js';
import { NumberField } from './number-field.js';
import { SeedField, type SeedLock } from './seed-field.js';
import { Slider } from './slider.js';
import { SuggestField } from './suggest-field.js';
import { TextArea, TextField } from './text-field.js';
import type { Json, Param, WidgetProps } from './widget.js';
import './widget.css';
import { type WidgetKind, widgetHeight, widgetKind } from './widget-for.js';

export type WidgetViewProps = WidgetProps & {
  /** The param's own name, by which its widget is chosen. */
  readonly name: string;
  readonly siblings?: Readonly<Record<string, Param>>;
  /** Is the file a mask that is painted? */
  readonly isMask?: boolean;
  readonly seedLock?: SeedLock;
};

/** Those that stand below their label, as wide as the node; those of `BARE` say themselves what they are. */
const BELOW: ReadonlySet<WidgetKind> = new Set(['long-text', 'curve', 'file-read']);
const BARE: ReadonlySet<WidgetKind> = new Set(['emotion', 'numbers', 'texts']);

/**
 * The widget of a param with its label. On the canvas it fills a box of `widgetHeight`, as wide as its node. What it sets
 * by lies in `data-widget`: a press there is no drag of the node, and one on the label is.
 */
export const Widget = memo(function Widget(props: WidgetViewProps) {
  const { name, param, place, id, label, isDisabled, value } = props;
  const kind = widgetKind(param, name, props.siblings);
  const layout = BARE.has(kind) ? 'bare' : BELOW.has(kind) ? 'below' : 'beside';
  return (
    <div
      className="widget"
      data-kind={kind}
      data-layout={layout}
      data-place={place}
      data-disabled={isDisabled || undefined}
      style={place === 'node' ? { height: widgetHeight(param, name, value) } : undefined}
    >
      {layout !== 'bare' && (
        // On the canvas a click on the label is one on the node.
        <label className="widget-label" htmlFor={place === 'form' ? id : undefined} title={`${label}: ${param.help}`}>
          {label}
        </label>
      )}
      <div className="widget-control" data-widget={kind}>
        <Control {...props} kind={kind} />
      </div>
    </div>
  );
});

function Control({ kind, isMask = false, seedLock, ...props }: WidgetViewProps & { readonly kind: WidgetKind }) {
  const words = useWords().widget;
  const { value, param } = props;
  // Documents come from outside: what does not fit the kind is drawn as the default.
  const fallback = param.default as Json;
  const asNumber = { ...props, value: typeof value === 'number' ? value : Number(fallback) || 0 };
  const asText = { ...props, value: typeof value === 'string' ? value : typeof fallback === 'string' ? fallback : '' };
  switch (kind) {
    case 'number':
      return <NumberField {...asNumber} />;
    case 'size':
      return <NumberField {...asNumber} {...(param.min === 0 && { zeroName: words.auto })} />;
    case 'slider':
      return <Slider {...asNumber} />;
    case 'seed':
      return <SeedField {...asNumber} {...seedLock} />;
    case 'choice':
      return <ChoiceField {...asText} />;
    case 'emotion':
      return <EmotionPad {...asText} />;
    case 'text':
      return props.host.suggestions?.length ? <SuggestField {...asText} /> : <TextField {...asText} />;
    case 'long-text':
      return <TextArea {...asText} />;
    case 'suggest':
      return <SuggestField {...asText} />;
    case 'bool':
      return <BoolField {...props} value={typeof value === 'boolean' ? value : fallback === true} />;
    case 'colour':
      return <ColourField {...asText} />;
    case 'file-read':
      return isMask ? <MaskField {...asText} /> : <FileField {...asText} />;
    case 'file-write':
      return <FileNameField {...asText} />;
    case 'curve':
      return <CurveField {...props} />;
    case 'numbers':
    case 'texts':
      return <ListField {...props} />;
  }
}
