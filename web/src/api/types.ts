// The contract of docs/API.md in types, by hand until the server's openapi.json generates them.

export type Link = { id: string; title: string };
export type Money = { amount: string; currency: string };
/** What stands in place of a value that is not shown. */
export type Masked = { masked: string };
export type Value = string | number | boolean | null | string[] | Money | Link;
export type Values = Record<string, Value>;

export type Kind =
  | 'text'
  | 'long_text'
  | 'number'
  | 'money'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'choice'
  | 'choices'
  | 'link'
  | 'user'
  | 'department'
  | 'phone'
  | 'email'
  | 'url'
  | 'address';

export type Op =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'contains'
  | 'starts'
  | 'empty'
  | 'between'
  | 'within';

export type Option = { value: string; label: string; color?: string | null };

export type Field = {
  name: string;
  label: string;
  kind: Kind;
  group?: string;
  required: boolean;
  /** What a new record holds where nothing is given. */
  default?: string;
  writable: boolean;
  searchable?: boolean;
  sortable?: boolean;
  list?: boolean;
  ops?: Op[];
  /** What else it is found by than its label: pinyin, in full and by initials. */
  keywords?: string[];
  options?: Option[];
  open?: boolean;
  /** Such values are seldom meant: whoever types one is asked. */
  asks?: 'past' | 'future' | 'negative';
  target?: string;
  /** Somebody is asked for who can have a record of this object. */
  holds?: string;
  /** By what its values can be judged while they are typed. */
  checks?: 'credit_code';
  max?: number;
  scale?: number;
  /** On some rows a mask stands in place of the value. */
  masked?: boolean;
  hint?: string;
};

export type FilterValue = Value | FilterValue[] | { past: number } | { next: number };
export type Condition = { field: string; op: Op; value: FilterValue };
export type Filter = Condition | { and: Filter[] } | { or: Filter[] } | { not: Filter };

export type View = { name: string; label: string; filter?: Filter | null; sort?: string };
export type Audience = 'self' | 'everybody' | 'department' | 'role';
export type NamedRole = { name: string; label: string | null };
export type ViewColumn = { field: string; width?: number | null };
/** A view that somebody keeps, for themselves or shown to others. */
export type KeptView = {
  id: string;
  name: string;
  filter: Filter;
  sort: string | null;
  /** Nothing leaves them to whoever looks. */
  columns: ViewColumn[] | null;
  density: Density | null;
  share: { with: Audience; department: Link | null; role: NamedRole | null };
  own: boolean;
  by: Link;
  may_change: boolean;
  /** Its conditions can be asked: nothing of them is gone or masked by now. */
  usable: boolean;
  version: number;
  updated_at: string;
};
/** To whom one may show views. */
export type ShareChoices = { everybody: boolean; departments: Link[]; roles: NamedRole[] };
export type KeptViews = { items: KeptView[]; share: ShareChoices };
/** A view as it is sent; what is left out stays as it is. */
export type ViewDraft = {
  name?: string;
  filter?: Filter | null;
  sort?: string | null;
  columns?: ViewColumn[] | null;
  density?: Density | null;
  share?: { with: Audience; department?: string; role?: string };
};
export type Action = {
  name: string;
  label: string;
  icon?: string;
  bulk?: boolean;
  input?: Field[];
  /** The states from which it is lawful; none are all of them. */
  from?: string[];
  /** The state into which it leads. */
  to?: string | null;
  /** Never the next sensible one: cancelling, going back. */
  secondary?: boolean;
};
export type Verb =
  | 'create'
  | 'update'
  | 'delete'
  | 'restore'
  | 'import'
  | 'export'
  | 'reveal'
  | 'share'
  | 'duplicate';

export type Domain = { name: string; label: string; icon: string };
/** Records of another object that hang on this one by a link; those of `inline` are few and stand on the page itself. */
export type Relation = {
  object: string;
  field: string;
  label: string;
  icon: string;
  inline: boolean;
  weight: number;
};
/** What stands where on a record's page. */
export type PageZones = { facts: string[]; summary: string[]; related: Relation[] };
/** A set of lines that belongs to each record and is written with it as a whole. */
export type LineSet = {
  name: string;
  label: string;
  max: number;
  fields: Field[];
  /** The fields whose sum stands in the foot. */
  totals: string[];
};
/** A line as it travels; its other members are values by the names of the fields. */
export type LineRow = { id?: string } & { [field: string]: unknown };
/** The field is a choice, whose options are the states in their order. */
export type StateInfo = { field: string; final: string[] };

export type ObjectInfo = {
  name: string;
  label: string;
  icon: string;
  /** Where it stands in the navigation; within it, the objects of one group stand together. */
  domain: Domain;
  group: string;
  group_label: string;
  /** One of its records within a sentence, and several. */
  one: string;
  many: string;
  /** What one may, but not at this moment or from where one is, and why. */
  closed?: { verb: string; reason: string }[];
  /** What else it is found by than its label: its name in the other language, pinyin in full and by initials. */
  keywords: string[];
  title: string;
  /** The link on which a record hangs; fixed once the record is there. */
  parent: string | null;
  verbs: Verb[];
  fields: Field[];
  field_groups: { name: string; label: string }[];
  badges: string[];
  page: PageZones;
  sort: string;
  /** What every record has besides its fields: when and by whom it was made and last changed. */
  system?: Field[];
  views: View[];
  actions: Action[];
  lines?: LineSet[];
  /** The field that says whose a record is. */
  owner?: string;
  /** What a short form asks for, in this order. */
  short?: string[];
  /** Objects of which one may be made together with a record. */
  along?: string[];
  state?: StateInfo | null;
  timeline?: string | null;
  timeline_label?: string | null;
  main: boolean;
};

export type RecordRow = {
  id: string;
  version: number;
  created_at?: string;
  created_by?: Link | null;
  updated_at?: string;
  updated_by?: Link | null;
  may?: string[];
  /** Its state keeps it from being changed; `writable` names what may still be written. */
  frozen?: boolean;
  writable?: string[];
} & { [field: string]: unknown };

export type Total = { count: number; capped: boolean };
/** How many records hang on one, for each relation. */
export type RelatedCounts = { items: { object: string; field: string; total: Total }[] };
export type Page<T> = { items: T[]; next: string | null };
export type RecordPage = Page<RecordRow> & { total: Total };

export type FieldError = { field: string; code: string; message: string; link?: ClashLink };
export type ClashLink = { object: string; id: string; title: string };
export type ProblemBody = {
  type?: string;
  title?: string;
  status: number;
  code: string;
  detail?: string;
  advice?: string;
  errors?: FieldError[];
  trace?: string;
  current?: RecordRow;
  /** With `undo.done`: the undo, to be undone in its turn. */
  undone_by?: string;
};

/** What is told of another record as far as one may see: whose it is, and when it was last heard of. */
export type Told = { owner: Link | null; last_contact: string | null };
export type Duplicate = Told & { field: string; link: Partial<ClashLink> | null };
export type Candidate = Told & { id: string; title: string | null };
export type CheckAnswer = {
  duplicates: Duplicate[];
  /** Records in sight that are called much the same. */
  candidates: Candidate[];
  /** The day's allowance is used up: what is out of sight was not looked for. */
  limited: boolean;
  errors: FieldError[];
};

export type RevealAllowance = { left: number; most: number };
export type Revealed = { values: Values; allowance: RevealAllowance };

export type ShareRequest = {
  id: string;
  object: string;
  object_label: string;
  record: Link;
  by: Link;
  note: string | null;
  at: string;
};
export type AskedShare = {
  id: string;
  object: string;
  object_label: string;
  asked_for: string;
  state: 'open' | 'given' | 'refused' | 'expired';
  at: string;
  record: Link | null;
};
export type ShareRequests = { to_answer: ShareRequest[]; asked: AskedShare[] };

export type TimelineEntry = { id: string; at: string; by: Link | null } & (
  | {
      type: 'change';
      verb: string;
      label?: string;
      changes: { field: string; label: string; old: string | null; new: string | null }[];
      operation: string;
      /** The operation that undid that. */
      undone_by: string | null;
      /** It is one's own, no handover, and not undone yet. */
      may_undo: boolean;
      /** Why it may stand beside others of the same name or telephone. */
      let_through?: { label: string; reason: string }[];
      /** Of what hangs on the record, if it is a change of that. */
      object?: string;
      record?: { id: string; title: string | null; there: boolean };
    }
  | { type: 'record'; object: string; label: string; record: RecordRow }
);

export type Me = { id: string; login: string; name: string; department: Link | null; roles: string[] };
export type Theme = 'light' | 'dark' | 'system';
export type Density = 'compact' | 'comfortable';
export type Columns = { order: string[]; width: Record<string, number> };
/** Of the tabs of a list: in which order, which one it opens on, which one was used last. */
export type ViewChoices = { order?: string[]; first?: string; last?: string };
export type Preferences = {
  theme?: Theme;
  locale?: 'zh-CN' | 'en';
  density?: Density;
  nav_collapsed?: boolean;
  /** Entries of the navigation that are kept on top. */
  pinned?: string[];
  /** The first steps of a new company are not shown any more. */
  first_steps_hidden?: boolean;
  /** The Monday of the newest weekly report that was read, by whom it is on. */
  leaving_read?: Record<string, string>;
  [columns: `columns.${string}`]: Columns | undefined;
  [views: `views.${string}`]: ViewChoices | undefined;
};
export type Session = {
  user: Me;
  organisation: string;
  /** By what the company's logo is known; none where it has none. */
  logo: string | null;
  /** Domains that the company does not use. */
  modules_off: string[];
  time_zone: string;
  may: string[];
  /** Whom to ask, told to somebody who has no role yet. */
  administrators: Link[];
  /** Whether mail is set up. */
  mail: boolean;
  preferences: Preferences;
  expires_at: string;
};
export type OpenSession = {
  id: string;
  created_at: string;
  seen_at: string;
  ip: string;
  agent: string;
  current: boolean;
};

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type BadRow = { line: number; column: string; code: string; message: string; value?: string };
/** What of the rejected rows can be decided for a whole column. */
export type ImportIssue = {
  column: string;
  field: string;
  code: string;
  cells: number;
  words: { word: string; cells: number }[];
  remedies: ('words' | 'options' | 'confirmed' | 'spread' | 'leave_out')[];
};
/** What was decided about the cells of one column. */
export type ColumnRules = {
  unit?: string;
  /** The option that a word means; null leaves the cell empty. */
  words?: Record<string, string | null>;
  /** Words that become options. */
  options?: string[];
  leave_out?: boolean;
  confirmed?: boolean;
  spread?: boolean;
};
export type JobResult = {
  rows?: number;
  file?: string | null;
  imported?: number;
  updated?: number;
  skipped?: number;
  blank?: number;
  /** Rows that belong to the record of a row before them: further lines of it. */
  continued?: number;
  ignored_columns?: string[];
  rejected_count?: number;
  /** How many of them are in `rejected`, which may hold several of one row. */
  shown_rows?: number;
  rejected?: BadRow[];
  rejects_file?: string | null;
  skipped_rows?: BadRow[];
  skipped_file?: string | null;
  /** What was not taken as it stands in rows that were taken. */
  taken_rows?: BadRow[];
  taken_count?: number;
  taken_file?: string | null;
  issues?: ImportIssue[];
  done?: number;
  failed?: { id: string; title?: string; message: string }[];
  handover?: string | null;
  moved?: HandoverMove[];
  back?: number;
  left?: number;
  staff?: number;
  staff_left?: number;
  /** What it did as one, to be undone; null where it changed nothing. */
  operation?: string | null;
  /** What undid that, what undid the undo, and so on; empty where it stands. */
  undos?: string[];
  undone?: number;
  kept?: Kept[];
  kept_total?: number;
  counts?: UndoCount[];
  partly_total?: number;
  kind?: string;
  /** The operation that an undo is itself. */
  undo?: string | null;
  /** It only looked. */
  dry_run?: boolean;
};
/** What an undo gave back, or would, and what stays as it is. */
export type Undone = {
  undone: number;
  /** The same by object, the operation's own first. */
  counts: UndoCount[];
  kept: Kept[];
  kept_total: number;
  /** As many of them go back but for some of their fields. */
  partly_total: number;
  /** The kind of work that goes back. */
  kind: string;
  /** The number under which the undo can be undone; null where nothing was done. */
  undo: string | null;
};
export type UndoCount = {
  object: string;
  label: string;
  /** Within a sentence; what was undone by an earlier version has the label alone. */
  one?: string;
  many?: string;
  deleted: number;
  restored: number;
  put_back: number;
};
export type Kept = {
  object: string;
  id: string;
  title: string | null;
  reason: string;
  message: string;
  partly: boolean;
};
export type Job = {
  id: string;
  kind: string;
  title: string;
  /** The preview of an undo: it only looks. */
  dry_run: boolean;
  state: JobState;
  done: number;
  total: number | null;
  result: JobResult | null;
  error: Pick<ProblemBody, 'code' | 'detail' | 'advice'> | null;
  created_at: string;
  finished_at: string | null;
};

/** What somebody was told, in their language; it names what they may see now. */
export type Notice = {
  id: string;
  kind: string;
  text: string;
  /** Where it leads; nowhere where it is about something out of sight. */
  path: string | null;
  by: Link | null;
  count: number;
  at: string;
  read: boolean;
};
export type MailChoice = 'none' | 'now' | 'daily';
export type NoticeChoices = {
  /** Whether mail is set up, and where one's own goes. */
  mail: boolean;
  address: string | null;
  items: { kind: string; label: string; about: string; mail: MailChoice }[];
};

/** Somebody's job that is not over, as those see it who look after the app. */
export type OpenJob = Pick<Job, 'id' | 'kind' | 'dry_run' | 'state' | 'done' | 'total' | 'created_at'> & {
  user: Link | null;
};

export type OnDuplicate = 'reject' | 'skip' | 'update';
export type Import = {
  id: string;
  object: string;
  file: string;
  rows: number;
  headings: string[];
  /** A heading without a target has null. */
  mapping: Record<string, string | null>;
  samples: string[][];
  /** In what the numbers of a column count where its heading says so: a power of ten. */
  powers: Record<string, number>;
  /** Headings whose unit nobody understands, and what is said of that. */
  unclear: Record<string, string>;
  /** By which fields a record can be known that is there already; the first where none is chosen. */
  match_fields: string[];
  reading: Reading;
};

/** How a file is read, as found out or as chosen. */
export type Reading = {
  /** Of a text file. */
  encoding: string | null;
  /** Nothing but the content speaks for the encoding. */
  guessed: boolean;
  delimiter: string | null;
  /** Of a workbook. */
  sheet: string | null;
  sheets: { name: string; hidden: boolean }[];
  heading_row: number;
  /** The first rows that are not blank. */
  top: { line: number; cells: string[] }[];
};
export type ReadingChoice = { encoding?: string; sheet?: string; heading_row?: number };

export type SearchGroup = {
  object: string;
  label: string;
  items: { id: string; title: string; matched: { field: string; label: string; value: string }[] }[];
};

export type User = {
  id: string;
  login?: string;
  name: string;
  department: Link | null;
  post: string | null;
  active: boolean;
  /** From here on only for whoever administers people. */
  email?: string | null;
  status?: UserStatus;
  superior?: Link | null;
  /** Those that they belong to besides their own. */
  departments?: Link[];
  clearance?: number;
  roles?: string[];
  locked_until?: string | null;
  invited_until?: string | null;
};
export type UserStatus = 'active' | 'leaving' | 'disabled';
export type RoleInfo = { name: string; label: string; about: string | null; shipped: boolean };
/** Shown this once, or mailed. */
export type InvitationLink = { path: string | null; expires_at: string; mailed_to: string | null };
export type Guest = { login: string; name: string; organisation: string; expires_at: string };
export type Department = {
  id: string;
  name: string;
  parent: string | null;
  leader: Link | null;
  people: number;
};

export type PastHandover = {
  id: string;
  at: string;
  by: Link | null;
  records: number;
  undone_at: string | null;
  until: string | null;
};
export type Holdings = {
  objects: { object: string; label: string; count: number }[];
  reports: Link[];
  departments: string[];
  shared: number;
  handovers: PastHandover[];
};
export type Handover = {
  heirs: { object: string; to: string | null; share?: number }[];
  superior?: string | null;
  leader?: string | null;
  disable?: boolean;
};
export type HandoverMove = { object: string; label: string; to: Link | null; count: number };
export type HandoverPreview = {
  user: Link;
  moves: HandoverMove[];
  reports: Link[];
  superior: Link | null;
  departments: string[];
  leader: Link | null;
  disable: boolean;
};

export type AuditEvent = {
  seq: string | number;
  at: string;
  kind: string;
  label: string;
  outcome: string;
  /** Without an id when nobody was signed in: the title is then what was typed, or the system's own name. */
  user: { id: string | null; title: string } | null;
  ip: string | null;
  object: string | null;
  object_label?: string | null;
  record: string | Link | null;
  detail: { label: string; value: string }[];
};
export type DeletedRecord = {
  object: string;
  id: string;
  title: string;
  deleted_at: string;
  deleted_by: Link | null;
};
