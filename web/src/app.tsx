import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { asProblem } from './api/client';
import { createAppRouter } from './router';
import { ThemeProvider } from './theme/provider';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Only what may pass by itself is asked again: the line, and a server that is just starting.
      retry: (count, error) => {
        const { status } = asProblem(error);
        return count < 2 && (status === 0 || status === 502 || status === 503);
      },
    },
  },
});
const router = createAppRouter(queries);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  );
}
