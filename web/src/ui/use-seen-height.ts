import { useEffect } from 'react';

let watching = 0;

function tell() {
  const seen = window.visualViewport;
  // Somebody who has zoomed in wants to see a part of it, not a smaller whole.
  if (!seen || seen.scale > 1.01) return;
  const { style } = document.documentElement;
  style.setProperty('--kd-seen-height', `${seen.height}px`);
  style.setProperty('--kd-seen-top', `${seen.offsetTop}px`);
}

/** How much of the screen a phone's keyboard leaves: some only lay it over the page, whose own height stays. */
export function useSeenHeight(on: boolean) {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!on || !seen) return;
    watching += 1;
    tell();
    seen.addEventListener('resize', tell);
    seen.addEventListener('scroll', tell);
    return () => {
      seen.removeEventListener('resize', tell);
      seen.removeEventListener('scroll', tell);
      watching -= 1;
      if (watching > 0) return;
      document.documentElement.style.removeProperty('--kd-seen-height');
      document.documentElement.style.removeProperty('--kd-seen-top');
    };
  }, [on]);
}
