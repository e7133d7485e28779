import { createStore } from '../store/store.js';
import { useSelected } from '../store/use-store.js';
import { en } from './en.js';
import { ko } from './ko.js';

/** Every string that people read. */
export type Words = typeof en;

export const LANGUAGES = { en: { name: 'English', words: en }, ko: { name: '한국어', words: ko } } as const;
export type Language = keyof typeof LANGUAGES;

export const language = createStore<Language>('en');

/** The words in the language that is chosen, for what is no component. */
export const words = (): Words => LANGUAGES[language.get()].words;

/** The words in the language that is chosen. */
export const useWords = (): Words => useSelected(language, (now) => LANGUAGES[now].words);
