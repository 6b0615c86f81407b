// What one may go to, from the catalog and the pages about the company. Pure: what of it is shown where is the business of its readers.
import type { Domain, ObjectInfo } from '@/api/types';
import { headingOf, mainOf } from '@/records/controller/use-catalog';
import type { Place } from './places';

export type Entry = {
  /** The first part of its address, by which it is pinned and remembered. */
  key: string;
  label: string;
  icon: string;
  keywords: string[];
  /** What its domain is called. */
  domain: string;
  target: { to: '/r/$object'; params: { object: string } } | { to: Place['to'] };
};
export type EntryGroup = { name: string; label: string; entries: Entry[] };
export type NavDomain = { name: string; label: string; icon: string; groups: EntryGroup[] };

export const ADMIN = 'admin';

/** The domains in the order of the catalog. One with nothing that somebody may use is not in their catalog. */
export function domainsOf(objects: ObjectInfo[]): NavDomain[] {
  const domains = new Map<string, NavDomain>();
  for (const object of mainOf(objects)) {
    const domain = domains.get(object.domain.name) ?? { ...object.domain, groups: [] };
    domains.set(domain.name, domain);
    let group = domain.groups.find(({ name }) => name === object.group);
    if (!group) {
      group = { name: object.group, label: object.group_label, entries: [] };
      domain.groups.push(group);
    }
    group.entries.push({
      key: `r/${object.name}`,
      label: headingOf(object),
      icon: object.icon,
      keywords: object.keywords,
      domain: domain.label,
      target: { to: '/r/$object', params: { object: object.name } },
    });
  }
  return [...domains.values()];
}

/** What has an entry in the navigation, can be begun from everywhere, and in which domains it stands: all that one may use but what the company has switched off. */
export function businessOf(objects: ObjectInfo[], modulesOff: string[]) {
  const main = mainOf(objects).filter(({ domain }) => !modulesOff.includes(domain.name));
  return { main, business: domainsOf(main) };
}

/** The domain of the page that one is on, if the company has switched it off. */
export function switchedOff(objects: ObjectInfo[], modulesOff: string[], here: string): Domain | undefined {
  const domain = objects.find(({ name }) => here === `r/${name}`)?.domain;
  return domain && modulesOff.includes(domain.name) ? domain : undefined;
}

export type Words = (key: string) => string;

export function placeEntry(place: Place, domain: string, t: Words): Entry {
  return {
    key: place.to.slice(1),
    label: t(`shell.page.${place.name}`),
    icon: place.icon,
    keywords: t(`shell.keywords.${place.name}`).split(' '),
    domain,
    target: { to: place.to },
  };
}

export const adminDomain = (places: Place[], t: Words): NavDomain => ({
  name: ADMIN,
  label: t('shell.admin'),
  icon: 'settings',
  groups: [
    {
      name: ADMIN,
      label: t('shell.admin'),
      entries: places.map((place) => placeEntry(place, t('shell.admin'), t)),
    },
  ],
});

export const entriesOf = (domains: NavDomain[]): Entry[] =>
  domains.flatMap(({ groups }) => groups.flatMap(({ entries }) => entries));

/** The entry of a domain that has no other. */
export function onlyOf(domain: NavDomain): Entry | undefined {
  const [only, ...others] = entriesOf([domain]);
  return others.length === 0 ? only : undefined;
}

/** The entry to which an address belongs: a record to its list. */
export function keyOf(path: string): string {
  const [, area = '', name] = path.split('/');
  return area === 'r' ? `r/${name}` : area;
}

/** Somebody with a handful of entries has all of them before their eyes. */
const FEW = 12;
const MOST_RECENT = 5;

/** What stands on top: what was pinned, in that order, then what was used last. What one may no longer use falls out by itself. */
export function shortcutsOf(entries: Entry[], pinned: string[], recent: string[]) {
  const known = (keys: string[]) => keys.flatMap((key) => entries.find((entry) => entry.key === key) ?? []);
  const rest = recent.filter((key) => !pinned.includes(key));
  return { pinned: known(pinned), recent: entries.length > FEW ? known(rest).slice(0, MOST_RECENT) : [] };
}

/** Newest first. A few more than are shown, because some of them may be pinned or gone. */
export const visited = (recent: string[], key: string): string[] =>
  [key, ...recent.filter((one) => one !== key)].slice(0, MOST_RECENT * 3);
