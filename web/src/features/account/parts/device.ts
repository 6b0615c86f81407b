const browsers: [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

const first = (table: [RegExp, string][], agent: string) =>
  table.find(([pattern]) => pattern.test(agent))?.[1];

/** "Chrome · Windows", as far as the browser says. */
export function deviceOf(agent: string): string | null {
  return [first(browsers, agent), first(systems, agent)].filter(Boolean).join(' · ') || null;
}

export const isPhone = (agent: string): boolean => /iPhone|Android.*Mobile|MicroMessenger/.test(agent);
