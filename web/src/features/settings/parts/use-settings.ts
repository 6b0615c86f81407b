import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';

/** A domain of the navigation, with what stands in it. */
export type Module = { name: string; label: string; icon: string; objects: string[]; on: boolean };
export type Settings = {
  organisation: string;
  logo: string | null;
  version: number;
  modules: Module[];
  mail: {
    on: boolean;
    host: string | null;
    port: number | null;
    from: string | null;
    user: string | null;
    public_url: string | null;
  };
  time_zone: string;
  locale: string;
  area_code: string | null;
  session: { idle_minutes: number; absolute_hours: number };
};
export type Serial = {
  name: string;
  object_label: string;
  label: string;
  rule: string;
  shipped: string;
  example: string | null;
};

const KEY = ['settings'] as const;
const SERIALS = ['settings', 'serials'] as const;

export const useSettings = (enabled: boolean) =>
  useQuery({ queryKey: KEY, queryFn: () => api.get<Settings>('/settings'), enabled });

export const useSerials = () => useQuery({ queryKey: SERIALS, queryFn: () => api.get<Serial[]>('/serials') });

/** Each change is made on the version that was seen, and everything that shows it is told. */
export function useSettingsActs(version: number) {
  const queries = useQueryClient();
  const onSuccess = () =>
    Promise.all(
      [KEY, ['session'], ['overview']].map((queryKey) =>
        queries.invalidateQueries({ queryKey: [...queryKey] }),
      ),
    );
  const rename = useMutation({
    mutationFn: (organisation: string) => api.patch('/settings', { organisation }, version),
    onSuccess,
  });
  const logo = useMutation({
    mutationFn: (picture: Blob | null) =>
      picture ? api.put('/settings/logo', picture, version) : api.delete('/settings/logo', version),
    onSuccess,
  });
  const switchModules = useMutation({
    mutationFn: (off: string[]) => api.put('/settings/modules', { off }, version),
    onSuccess,
  });
  return { rename, logo, switchModules };
}

export function useRule() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, rule }: { name: string; rule: string | null }) =>
      api.put(`/serials/${name}`, { rule }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SERIALS }),
  });
}

export const useTestMail = () =>
  useMutation({ mutationFn: (to: string) => api.post('/settings/test-mail', { to: to || null }) });
