import { describe, expect, it } from 'vitest';
import { problemsOf, readPeople, unknownBeside } from './invite-rows';

const known = {
  departments: [
    { id: '1', name: '销售部' },
    { id: '2', name: '财务部' },
  ],
  roles: [
    { name: 'sales', label: '销售' },
    { name: 'service', label: '客服' },
  ],
};
const read = (text: string) => readPeople(text, known, null);

describe('people who are pasted', () => {
  it('come from a spreadsheet by its headings, in whatever order', () => {
    const [row, other] = read(
      '部门\t姓名\t邮箱\t角色\n销售部\t林晓东\tlin@example.cn\t销售、客服\n财务部\t吴敏\t\t',
    );
    expect(row).toMatchObject({
      name: '林晓东',
      email: 'lin@example.cn',
      department: '1',
      roles: ['sales', 'service'],
      unknown: [],
    });
    expect(other).toMatchObject({ name: '吴敏', email: '', department: '2', roles: [] });
  });

  it('come from a letter without headings, by what each word looks like', () => {
    const rows = read('林晓东 lin@example.cn 销售部 销售\n\n吴敏，wumin，财务部');
    expect(
      rows.map(({ name, login, email, department, roles }) => [name, login, email, department, roles]),
    ).toEqual([
      ['林晓东', '', 'lin@example.cn', '1', ['sales']],
      ['吴敏', 'wumin', '', '2', []],
    ]);
  });

  it('keep what nobody knows, so that it is mended and not lost', () => {
    const [row] = read('姓名,部门,角色\n林晓东,研发部,销售/飞行员');
    expect(row).toMatchObject({
      department: null,
      roles: ['sales'],
      unknown: [
        { column: 'department', word: '研发部' },
        { column: 'roles', word: '飞行员' },
      ],
    });
    // Whoever chooses the department has said nothing of the role.
    expect(row && unknownBeside(row, 'department')).toEqual([{ column: 'roles', word: '飞行员' }]);
    expect(row && unknownBeside(row, 'roles')).toEqual([{ column: 'department', word: '研发部' }]);
  });

  it('keep a word without a heading until somebody says that it is of no use', () => {
    const [row] = read('林晓东 lin@example.cn 飞行员');
    expect(row?.unknown).toEqual([{ column: undefined, word: '飞行员' }]);
    expect(row && unknownBeside(row, 'department')).toHaveLength(1);
  });

  it('belong to the department that is open, where they name none', () => {
    expect(readPeople('林晓东', known, '2')[0]?.department).toBe('2');
  });
});

describe('before anybody is invited it is said', () => {
  const row = { key: 0, name: '林晓东', login: 'lin', email: '', department: null, roles: [], unknown: [] };
  const whats = (part: object, others: object[] = [], taken?: Set<string>) => {
    const one = { ...row, ...part };
    const rows = [one, ...others.map((other, at) => ({ ...row, key: at + 1, ...other }))];
    return problemsOf(one, rows, taken).map(({ what }) => what);
  };

  it('what is missing or looks wrong, row by row', () => {
    expect(whats({})).toEqual([]);
    expect(whats({ name: ' ', login: '' })).toEqual(['name', 'login']);
    expect(whats({ login: '林', email: 'lin@' })).toEqual(['loginForm', 'email']);
    expect(whats({ unknown: [{ word: '研发部' }] })).toEqual(['unknown']);
  });

  it('that two would sign in alike, or as somebody who is here', () => {
    expect(whats({}, [{}])).toEqual(['twice']);
    expect(whats({}, [{ login: 'wu' }], new Set(['lin']))).toEqual(['taken']);
  });
});
