import type { ReactNode } from 'react';

/** A line drawing in the colour of the text around it, drawn in a square of `box` units and shown `size` pixels wide. */
export function Icon(props: { readonly children: ReactNode; readonly size?: number; readonly box?: number }) {
  const { children, size = 16, box = 16 } = props;
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${box} ${box}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}
