import { useWords } from '../words/words.js';
import './seed-field.css';
import { icons } from './icons.js';
import { NumberField } from './number-field.js';
import type { WidgetProps } from './widget.js';

/** Whether a seed stays. Unlocked, somebody else rolls a new one after each run. */
export type SeedLock = { readonly isLocked: boolean; onLock(isLocked: boolean): void };

/** A whole number of 32 bits, by the browser's own chance. */
const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** A seed, with a die for a new one and, where it is known who would roll it, a lock. */
export function SeedField({ isLocked, onLock, ...props }: WidgetProps<number> & Partial<SeedLock>) {
  const words = useWords().widget;
  const { isDisabled = false, label, onChange } = props;
  return (
    <NumberField
      {...props}
      tail={
        <span className="seed-field-tools">
          <button
            type="button"
            className="field-tool"
            title={words.rollDice}
            aria-label={words.rollDiceFor(label)}
            disabled={isDisabled}
            onClick={() => onChange(randomSeed(), 'commit')}
          >
            {icons.dice}
          </button>
          {isLocked !== undefined && onLock && (
            <button
              type="button"
              className="field-tool"
              title={isLocked ? words.seedLocked : words.seedUnlocked}
              aria-label={words.lockSeed(label)}
              aria-pressed={isLocked}
              disabled={isDisabled}
              onClick={() => onLock(!isLocked)}
            >
              {isLocked ? icons.locked : icons.unlocked}
            </button>
          )}
        </span>
      }
    />
  );
}
