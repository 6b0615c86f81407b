import type { CellProps } from '../contract';

/** Only web addresses become links: a stored `javascript:` must stay a text. */
export function UrlCell({ value, place }: CellProps) {
  const text = String(value);
  const shown = text.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  if (!/^https?:\/\//i.test(text)) return <span>{text}</span>;
  if (place === 'button') return <span>{shown}</span>;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {shown}
    </a>
  );
}
