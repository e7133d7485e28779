import { createStore, type Store } from '../store/store.js';
import { LANGUAGES, type Language, language } from '../words/words.js';

/** What a person set for this browser. */
export type Settings = {
  readonly theme: 'dark' | 'light' | 'system';
  readonly language: Language;
  /** Does a change of a setting run the graph at once? */
  readonly isLive: boolean;
  readonly snapsToGrid: boolean;
  readonly showsMinimap: boolean;
  /** The panel at the left, and whether the one at the right is open. */
  readonly leftPanel?: PanelName;
  readonly isRightOpen: boolean;
  /** `graph`: the canvas; `app`: the graph's interface as a form. */
  readonly view: 'graph' | 'app';
};

export const PANELS = ['outline', 'nodes', 'graphs', 'history', 'problems', 'backends'] as const;
export type PanelName = (typeof PANELS)[number];

const KEY = 'moodwire.settings';

function defaults(): Settings {
  const isNarrow = window.innerWidth < 760;
  return {
    theme: 'system',
    language: navigator.language.startsWith('ko') ? 'ko' : 'en',
    isLive: false,
    snapsToGrid: false,
    showsMinimap: !isNarrow,
    isRightOpen: window.innerWidth >= 1100,
    view: isNarrow ? 'app' : 'graph',
  };
}

/** The settings of this browser, kept as they change; what is not understood of them is left out. */
export function loadSettings(): Store<Settings> {
  const settings = createStore<Settings>({ ...defaults(), ...readKept() });
  const isDark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const now = settings.get();
    const theme = now.theme === 'system' ? (isDark.matches ? 'dark' : 'light') : now.theme;
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = now.language;
    language.set(now.language);
  };
  apply();
  isDark.addEventListener('change', apply);
  settings.subscribe(() => {
    apply();
    try {
      localStorage.setItem(KEY, JSON.stringify(settings.get()));
    } catch {
      // A browser that keeps nothing starts anew each time.
    }
  });
  return settings;
}

function readKept(): Partial<Settings> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const { theme, language: tongue, leftPanel, view, ...flags } = kept as Record<string, unknown>;
    return {
      ...(theme === 'dark' || theme === 'light' || theme === 'system' ? { theme } : {}),
      ...(typeof tongue === 'string' && Object.hasOwn(LANGUAGES, tongue) && { language: tongue as Language }),
      ...(PANELS.includes(leftPanel as PanelName) && { leftPanel: leftPanel as PanelName }),
      ...(view === 'graph' || view === 'app' ? { view } : {}),
      ...Object.fromEntries(
        (['isLive', 'snapsToGrid', 'showsMinimap', 'isRightOpen'] as const).flatMap((name) =>
          typeof flags[name] === 'boolean' ? [[name, flags[name]]] : [],
        ),
      ),
    };
  } catch {
    return {};
  }
}
