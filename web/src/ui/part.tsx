import { CatchBoundary } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { Failure } from './states';
import { useHoldKeys } from './use-hotkeys';

type Props = {
  fallback?: ReactNode;
  /** Somebody has asked for it: until it is there, keys mean nothing to the page below. So it is where nothing is shown meanwhile. */
  awaited?: boolean;
  children: ReactNode;
};

/** A part of a page that is loaded on its own. If that fails, the rest of the page and what is typed there stay. */
export function Part({ fallback, awaited = fallback === undefined, children }: Props) {
  const waiting = awaited ? <Awaited>{fallback}</Awaited> : fallback;
  return (
    <CatchBoundary getResetKey={() => 0} errorComponent={({ error }) => <Failure error={error} compact />}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </CatchBoundary>
  );
}

function Awaited({ children }: { children?: ReactNode }) {
  useHoldKeys();
  return children;
}
