/** One file per domain becomes one branch of the tree of texts: locales/en/audit.json is `audit.…`. */
export function domainsOf(files: Record<string, unknown>): Record<string, unknown> {
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length);
  return Object.fromEntries(Object.entries(files).map(([path, texts]) => [name(path), texts]));
}
