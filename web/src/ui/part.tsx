import { CatchBoundary } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { Failure } from './states';

/** A part of a page that is loaded on its own. If that fails, the rest of the page and what is typed there stay. */
export function Part({ fallback, children }: { fallback?: ReactNode; children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={() => 0} errorComponent={({ error }) => <Failure error={error} compact />}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </CatchBoundary>
  );
}
