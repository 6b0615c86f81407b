import type { Link } from '@/api/types';

/** What would become of somebody; what is not named stays. */
export type Supposed = {
  id: string;
  roles?: string[];
  department?: string | null;
  departments?: string[];
  superior?: string | null;
  clearance?: number;
  active?: boolean;
  leaving?: boolean;
};

/** What is supposed; roles are whole definitions, as the access pages hold them. */
export type WhatIf = {
  roles?: Record<string, object | null>;
  policies?: { id?: string; text: string | null }[];
  users?: Supposed[];
};

type Side = { people: number; records: number };
/** What becomes of records: how many people may do something to how many more, or fewer. */
export type Effect = {
  what: string;
  label: string;
  fields: string[];
  occasion: string | null;
  gain: Side;
  lose: Side;
  started: number;
  ended: number;
  people: { user: Link; before: number; after: number; gain: number; lose: number }[];
};

type Some = { count: number; people: Link[] };
/** What people can do or no longer, where no records are there to be counted. */
export type Ability = {
  what: string;
  label: string;
  occasion?: string | null;
  started: Some;
  ended: Some;
  otherwise?: Some;
};
export type WhatIfResult = {
  people: number;
  house: Ability[];
  /** `one` of the records within a sentence, and several of them as `label`. */
  objects: { object: string; label: string; one: string; rows: Effect[]; abilities: Ability[] }[];
};
