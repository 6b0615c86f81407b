import type { ReactNode } from 'react';
import './tag.css';

/** Colours are words of the catalog; both themes give each of them at least 4.5:1 (see tag.css). */
export function Tag({ color, children }: { color?: string | null; children: ReactNode }) {
  return (
    <span className="kd-tag" data-color={color ?? 'default'}>
      {children}
    </span>
  );
}
