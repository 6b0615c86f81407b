import type { ReactNode } from 'react';
import './panel.css';

export function Panel({
  title,
  text,
  extra,
  children,
}: {
  title: string;
  text?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="kd-card kd-panel" aria-label={title}>
      <div className="kd-panel-head">
        <h2>{title}</h2>
        {extra}
      </div>
      {text && <p className="kd-panel-text">{text}</p>}
      {children}
    </section>
  );
}
