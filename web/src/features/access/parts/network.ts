const PRIVATE = [/^10\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./];

/** The network that an address most likely stands for: in a private one its neighbours, too; in the open it is the office's own. */
export function networkOf(address: string): string {
  if (PRIVATE.some((form) => form.test(address))) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  return `${address}/${address.includes(':') ? 128 : 32}`;
}
