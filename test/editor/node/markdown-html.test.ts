import { expect, test } from 'vitest';
import { markdownHtml } from '../../../packages/editor/src/node/markdown-html.js';

test('headings, lists, emphasis and code become HTML', () => {
  const html = markdownHtml('# Title\n\n- one\n- **two** `three`');
  expect(html).toContain('<h1>Title</h1>');
  expect(html).toContain('<li><strong>two</strong> <code>three</code></li>');
});

test('links open elsewhere and say nothing of where they were followed', () => {
  const link = '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">';
  expect(markdownHtml('[here](https://example.org/a)')).toContain(`${link}here</a>`);
  expect(markdownHtml('see https://example.org/a')).toContain(link);
  expect(markdownHtml('<https://example.org/a>')).toContain(link);
  expect(markdownHtml('[mail](mailto:me@example.org)')).toContain('href="mailto:me@example.org"');
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html,<script>1</script>)',
  '[x](vbscript:x)',
  '[x](file:///etc/passwd)',
  '[x](/api/v1/jobs)',
  '[x](//evil.example)',
  '![x](https://evil.example/pixel.png)',
  '![x](javascript:alert(1))',
  '<javascript:alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
  '[x](https://e.org "\\" onmouseover=alert(1) \\"")',
  '`</code><script>1</script>`',
  '```"><script>\n</script>\n```',
  '<a href="javascript:1">x</a>',
  '<style>*{display:none}</style>',
  '<iframe src="https://e.org"></iframe>',
])('nothing harmful comes of %j', (text) => {
  const html = markdownHtml(text);
  const tags = [...html.matchAll(/<([a-z]+\d?)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  for (const [, tag, attributes] of tags) {
    expect(['p', 'a', 'pre', 'code', 'br']).toContain(tag);
    const names = [...attributes!.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/gi)];
    for (const [, name, value] of names) {
      expect(['href', 'target', 'rel', 'title', 'class']).toContain(name);
      if (name === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/);
    }
  }
  // Every "<" begins one of these tags or their ends.
  expect(html.replace(/<\/[a-z]+\d?>/gi, '').match(/</g)?.length ?? 0).toBe(tags.length);
});
