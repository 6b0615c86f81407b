import { describe, expect, it } from 'vitest';
import { found, inOrder } from './matching';

const customer = { label: '客户', keywords: ['Customers', 'kehu', 'kh'] };
const contact = { label: '联系人', keywords: ['Contacts', 'lianxiren', 'lxr'] };
const contract = { label: '合同', keywords: ['Contracts', 'hetong', 'ht'] };
const create = { label: '新建客户', keywords: customer.keywords };
const all = [create, customer, contact, contract];
const labels = (typed: string) => found(all, typed).map(({ label }) => label);

describe('an entry is found', () => {
  it('by its label, its name in the other language, its pinyin and the initials of that', () => {
    for (const typed of ['联系人', '系人', 'contacts', 'LIANXI', 'xiren', 'lxr'])
      expect(labels(typed), typed).toEqual(['联系人']);
  });

  it('the best first, equally good ones in their order', () => {
    expect(labels('客户')).toEqual(['客户', '新建客户']);
    expect(labels('kh')).toEqual(['新建客户', '客户']);
    expect(labels('cont')).toEqual(['联系人', '合同']);
  });

  it('by one letter only where a word begins with it', () => {
    expect(labels('h')).toEqual(['合同']);
  });

  it('in any case before anything is typed', () => {
    expect(found(all, '  ')).toEqual(all);
  });
});

describe('the palette', () => {
  const records = [{ key: 'records', commands: [{ label: '刘晓荣' }, { label: '罗晓锐' }] }];
  const pages = [{ key: 'pages', commands: [contact, { label: '离线日志', keywords: ['lxrz'] }] }];
  const shown = (typed: string) =>
    inOrder(records, pages, typed).map(({ key, commands }) => [key, commands.map(({ label }) => label)]);

  it('has what bears exactly the typed name before the records that were found, and the rest after them', () => {
    expect(shown('lxr')).toEqual([
      ['named-pages', ['联系人']],
      ['records', ['刘晓荣', '罗晓锐']],
      ['pages', ['离线日志']],
    ]);
  });

  it('has the records first where nothing bears that name, and before anything is typed', () => {
    for (const typed of ['lx', '']) expect(shown(typed)[0]?.[0], typed).toBe('records');
  });
});
