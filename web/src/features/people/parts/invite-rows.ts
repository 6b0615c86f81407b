// People pasted from a table or a letter, one a line, and what is wrong with each before anybody is invited. Pure.

/** Where it stood, if that is known: without headings it may be meant for either. */
export type UnknownWord = { column?: 'department' | 'roles'; word: string };

export type InviteRow = {
  key: number;
  name: string;
  login: string;
  email: string;
  department: string | null;
  roles: string[];
  /** What stands in the line and is neither a department nor a role that there is. */
  unknown: UnknownWord[];
};

export type Known = {
  departments: { id: string; name: string }[];
  roles: { name: string; label: string }[];
};

type Column = 'name' | 'login' | 'email' | 'department' | 'roles';
/** Headings as people write them. */
const HEADINGS: Record<string, Column> = {
  姓名: 'name',
  员工: 'name',
  name: 'name',
  账号: 'login',
  登录名: 'login',
  login: 'login',
  邮箱: 'email',
  邮件: 'email',
  电子邮箱: 'email',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  部门: 'department',
  department: 'department',
  角色: 'roles',
  职务: 'roles',
  roles: 'roles',
  role: 'roles',
};
const EMAIL = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/;
const LOGIN = /^[a-z0-9._-]{2,64}$/;

/** Cells of a line: by tabs where it has some, as from a spreadsheet; else by commas, else by spaces. */
function cellsOf(line: string): string[] {
  const by = line.includes('\t') ? /\t/ : /[,，;；]/.test(line) ? /[,，;；]/ : /\s+/;
  return line.split(by).map((cell) => cell.trim());
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function put(row: InviteRow, column: Column | undefined, cell: string, known: Known, guessed = false) {
  if (cell === '') return;
  const department = known.departments.find(({ name }) => same(name, cell));
  if (column === 'department') {
    if (department) row.department = department.id;
    else row.unknown.push({ column: 'department', word: cell });
  } else if (column === 'roles') {
    for (const one of cell.split(/[、/+|]/).map((part) => part.trim())) {
      const role = known.roles.find(({ name, label }) => same(label, one) || same(name, one));
      if (role) row.roles.push(role.name);
      else if (one) row.unknown.push({ column: guessed ? undefined : 'roles', word: one });
    }
  } else if (column) row[column] = column === 'login' ? cell.toLowerCase() : cell;
  else put(row, guess(row, cell, known, department !== undefined), cell, known, true);
}

/** Without headings each cell is known by what it looks like. */
function guess(row: InviteRow, cell: string, known: Known, isDepartment: boolean): Column {
  if (cell.includes('@')) return 'email';
  if (row.name === '') return 'name';
  if (isDepartment) return 'department';
  const parts = cell.split(/[、/+|]/).map((part) => part.trim());
  const isRole = parts.some((part) =>
    known.roles.some(({ name, label }) => same(label, part) || same(name, part)),
  );
  if (isRole) return 'roles';
  return LOGIN.test(cell) && row.login === '' ? 'login' : 'roles';
}

/** What is unknown after one has chosen in a column oneself: what stood in the others is still to be mended. */
export const unknownBeside = ({ unknown }: InviteRow, chosen: UnknownWord['column']) =>
  unknown.filter(({ column }) => column !== chosen);

/** One row for each line that has something in it. */
export function readPeople(text: string, known: Known, department: string | null): InviteRow[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const headings = cellsOf(lines[0] ?? '').map((cell) => HEADINGS[cell.toLowerCase()]);
  const headed = headings.includes('name');
  return lines.slice(headed ? 1 : 0).map((line, key) => {
    const row: InviteRow = { key, name: '', login: '', email: '', department: null, roles: [], unknown: [] };
    cellsOf(line).forEach((cell, at) => {
      if (!headed || headings[at]) put(row, headings[at], cell, known);
    });
    return { ...row, department: row.department ?? department, roles: [...new Set(row.roles)] };
  });
}

export type RowProblem =
  | { what: 'name' | 'login' | 'loginForm' | 'email' | 'twice' | 'taken' }
  | { what: 'unknown'; words: string[] };

/** What keeps a row from being invited, in the order in which one would mend it. `taken` are logins that others have. */
export function problemsOf(
  row: InviteRow,
  rows: InviteRow[],
  taken: ReadonlySet<string> = new Set(),
): RowProblem[] {
  const twice = rows.some(
    (other) => other.key !== row.key && other.login !== '' && other.login === row.login,
  );
  return [
    ...(row.name.trim() === '' ? [{ what: 'name' as const }] : []),
    ...(row.login === '' ? [{ what: 'login' as const }] : []),
    ...(row.login !== '' && !LOGIN.test(row.login) ? [{ what: 'loginForm' as const }] : []),
    ...(twice ? [{ what: 'twice' as const }] : []),
    ...(taken.has(row.login) ? [{ what: 'taken' as const }] : []),
    ...(row.email !== '' && !EMAIL.test(row.email) ? [{ what: 'email' as const }] : []),
    ...(row.unknown.length > 0
      ? [{ what: 'unknown' as const, words: row.unknown.map(({ word }) => word) }]
      : []),
  ];
}
