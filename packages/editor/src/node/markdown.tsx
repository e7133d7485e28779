import { lazy, Suspense } from 'react';
import './markdown.css';

const Rendered = lazy(async () => {
  const { markdownHtml } = await import('./markdown-html.js');
  return {
    default: ({ text }: { readonly text: string }) => (
      // biome-ignore lint/security/noDangerouslySetInnerHtml: HTML in Markdown is escaped, and links are checked.
      <div className="markdown" dangerouslySetInnerHTML={{ __html: markdownHtml(text) }} />
    ),
  };
});

/** A text in Markdown; plain until what draws it is loaded. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className="markdown markdown-plain">{text}</div>}>
      <Rendered text={text} />
    </Suspense>
  );
}
