/** The address that dials a number. An extension is dialled after the call is answered (RFC 3966): as part of the number it would reach somebody else. */
export function dial(number: string): string {
  const [, line = number, extension] =
    /^((?:0\d{2,3}-\d+)|(?:[48]00-\d{3}-\d{4})|(?:\+\d+)|(?:[1-9]\d+))[-x](\d+)$/.exec(number) ?? [];
  return `tel:${line.replace(/[^\d+]/g, '')}${extension ? `;ext=${extension}` : ''}`;
}
