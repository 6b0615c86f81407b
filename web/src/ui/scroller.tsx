import type { ReactNode, Ref } from 'react';

type Props = {
  label: string;
  className: string;
  children: ReactNode;
  ref?: Ref<HTMLElement>;
  changing?: boolean;
};

/** A region that scrolls by itself; it takes the focus, because the keyboard must be able to scroll it, too. */
export function Scroller({ label, className, children, ref, changing }: Props) {
  return (
    <section
      ref={ref}
      className={className}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above (WCAG 2.1.1).
      tabIndex={0}
      data-changing={changing || undefined}
    >
      {children}
    </section>
  );
}
