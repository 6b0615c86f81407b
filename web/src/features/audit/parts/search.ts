// What is looked for in the log, as it stands in the address: so it can be reloaded, shared and gone back to.

export type AuditSearch = {
  kind?: string;
  user?: string;
  outcome?: string;
  object?: string;
  /** One record of the object. */
  record?: string;
  /** Days of the company's zone, both included. */
  from?: string;
  to?: string;
};

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day after; what is no day stays as it is, and the server says so. */
export function dayAfter(day: string): string {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (!year) return day;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(date) + 1)).toISOString().slice(0, 10);
}

/** As the server is asked: up to before a moment, where people say up to and with a day. */
export const asked = ({ to, ...search }: AuditSearch): AuditSearch => ({ ...search, to: to && dayAfter(to) });

/** How many conditions there are; a stretch of days is one. */
export const conditionsOf = ({ from, to, ...others }: AuditSearch): number =>
  Object.values(others).filter(Boolean).length + (from || to ? 1 : 0);
