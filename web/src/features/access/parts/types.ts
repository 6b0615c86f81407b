// The contract of docs/API.md, "Who may what".
import type { Link } from '@/api/types';

export type Scope = 'self' | 'reports' | 'department' | 'department_tree' | 'all';
export type Right = 'hidden' | 'masked' | 'read' | 'write';
export type Grants = Record<string, Record<string, Scope>>;
export type FieldRule = { right: Right; clear?: Scope };

export type Definition = {
  label?: string;
  house?: string[];
  grants?: Grants;
  fields?: Record<string, Record<string, FieldRule>>;
};

export type Role = {
  name: string;
  label: string;
  about: string | null;
  shipped: boolean;
  office: boolean;
  changed: boolean;
  members: number;
  version: number;
  definition: Definition;
  original: Definition | null;
};

export type Policy = {
  id: string;
  name: string;
  text: string;
  active: boolean;
  version: number;
  updated_at: string;
  updated_by: Link | null;
};

export type Word = { name: string; label: string };
export type Attribute = Word & { type: string; optional: boolean };
export type Blank = Word & { kind: string; default: string };
/** `sentence` says what it says once its blanks are filled; both have the same. */
export type Template = Word & { about: string; sentence: string; text: string; blanks: Blank[] };
export type Described = Word & {
  /** One of its records within a sentence, and several. */
  one: string;
  many: string;
  group: string;
  group_label: string;
  title: string;
  verbs: Word[];
  fields: (Word & { kind: string; closable: boolean })[];
};

export type Vocabulary = {
  actions: (Word & { object?: string })[];
  types: (Word & { attributes: Attribute[] })[];
  objects: Described[];
  context: Attribute[];
  roles: Word[];
  networks: Word[];
  templates: Template[];
};

export type Check =
  | { ok: true }
  | { ok: false; problem: string; message: string; line: number; column: number };

export type Change =
  | { what: 'save_role'; role: string; definition: Definition }
  | { what: 'drop_role'; role: string }
  | { what: 'add_policy'; name: string; text: string; active: boolean }
  | { what: 'save_policy'; id: number; name: string; text: string; active: boolean }
  | { what: 'drop_policy'; id: number }
  | { what: 'two_people'; on: boolean }
  | { what: 'office'; networks: string[] }
  | { what: 'person'; user: string; before: Trust; after: Trust };

/** What somebody is given to do, and what they are trusted with. */
export type Trust = { roles: string[]; clearance: number };

export type Proposal = {
  id: string;
  change: Change;
  person: Link | null;
  state: 'open' | 'approved' | 'rejected';
  created_at: string;
  created_by: Link;
  decided_at: string | null;
  decided_by: Link | null;
};

export type Because = { policy: string; words: string };
export type Look = 'clear' | 'masked' | 'hidden';
/** How somebody sees one field, and by what. */
export type FieldSeen = {
  field: string;
  label: string;
  right: Look;
  right_label: string;
  permits: Because[];
  forbids: Because[];
};
export type WhoCan = {
  people: {
    user: Link;
    verbs: Record<string, Because[]>;
    fields: FieldSeen[];
  }[];
  verbs: { verb: string; label: string }[];
  timed: boolean;
};

export type Why = {
  may: boolean;
  permits: Because[];
  forbids: Because[];
  timed: boolean;
  fields: FieldSeen[];
  user: Link;
  active: boolean;
  roles: string[];
  verb: string;
  label: string;
};

export type Settings = {
  two_people: boolean;
  /** The networks that count as the office, as the company named them. */
  office: string[];
  /** Those of the configuration, which nobody changes here. */
  configured_office: string[];
  /** The address from which one is here. */
  here: string | null;
};
