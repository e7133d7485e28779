import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
// A page shows no pictures of others, who would learn that it was opened.
markdown.disable('image');
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());
markdown.renderer.rules.link_open = (tokens, at, options, _env, self) => {
  tokens[at]!.attrSet('target', '_blank');
  tokens[at]!.attrSet('rel', 'noopener noreferrer');
  return self.renderToken(tokens, at, options);
};

/** Markdown as HTML. HTML in it is shown as text, and links lead to the web or to mail alone: it may be anybody's. */
export const markdownHtml = (text: string): string => markdown.render(text);
