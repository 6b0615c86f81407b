import { useCallback, useState } from 'react';

export function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setIds((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return {
    ids,
    toggle,
    clear: () => setIds(new Set()),
    replace: (next: Iterable<string>) => setIds(new Set(next)),
  };
}
