import type { ReactNode } from 'react';
import { type Category, categoryColour, categoryOf } from '../shape/category.js';
import './category-icon.css';

const LINES: Readonly<Record<Category, ReactNode>> = {
  image: (
    <>
      <rect x="2.2" y="3" width="11.6" height="10" rx="1.8" />
      <circle cx="5.6" cy="6.2" r="1.1" />
      <path d="M2.6 11.6l3.2-3 2.4 2.2 2.6-3 2.8 3" />
    </>
  ),
  emotion: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M5.3 9.4c1.3 2 4.1 2 5.4 0M6 6.2v.3M10 6.2v.3" />
    </>
  ),
  latent: <path d="M8 2l6 3.2-6 3.2-6-3.2zM2 8.2l6 3.2 6-3.2M2 11l6 3.2 6-3.2" />,
  model: <path d="M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9zM2.8 5L8 8l5.2-3M8 8v6" />,
  mask: <path d="M2.5 4.2c3.6 1 7.4 1 11 0 .6 4.8-1.6 8.2-5.5 9.6-3.9-1.4-6.1-4.8-5.5-9.6z" />,
  list: <path d="M5.8 4h7.7M5.8 8h7.7M5.8 12h7.7M2.6 4h.4M2.6 8h.4M2.6 12h.4" />,
  number: <path d="M6.2 2.6L4.8 13.4M11.2 2.6L9.8 13.4M2.8 5.8h10.8M2.4 10.2h10.8" />,
  text: <path d="M3 5V3.2h10V5M8 3.2v9.6M6 12.8h4" />,
  flow: (
    <>
      <circle cx="3.8" cy="8" r="1.7" />
      <circle cx="12.2" cy="4" r="1.7" />
      <circle cx="12.2" cy="12" r="1.7" />
      <path d="M5.5 8c3 0 2-4 5-4M5.5 8c3 0 2 4 5 4" />
    </>
  ),
  subgraph: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="2.4" />
      <rect x="5.6" y="5.6" width="4.8" height="4.8" rx="1" />
    </>
  ),
  other: (
    <>
      <rect x="2.4" y="4" width="11.2" height="8" rx="2" />
      <path d="M2.4 8h-1.4M15 8h-1.4" />
    </>
  ),
};

/** A line drawing of a node's category. */
export function CategoryGlyph({ type, size = 14 }: { type: string; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {LINES[categoryOf(type)]}
    </svg>
  );
}

/** The glyph of a node's category in its tinted box. */
export function CategoryIcon({ type }: { type: string }) {
  return (
    <span className="category-icon" style={{ color: categoryColour(type) }}>
      <CategoryGlyph type={type} size={12} />
    </span>
  );
}
