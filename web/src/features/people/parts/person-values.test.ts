import { describe, expect, it } from 'vitest';
import { changesOf, inputOf, supposed, valuesOf } from './person-values';

const lin = valuesOf({
  id: '7',
  login: 'lin',
  name: '林晓东',
  department: { id: '1', title: '销售部' },
  post: '销售代表',
  superior: { id: '2', title: '吴敏' },
  roles: ['sales'],
  active: true,
});

describe('the form of a person', () => {
  it('sends what is different and nothing else', () => {
    expect(changesOf(lin, lin)).toEqual({});
    expect(changesOf(lin, { ...lin, post: '', superior: null, roles: ['sales', 'boss'] })).toEqual({
      post: null,
      superior: null,
      roles: ['sales', 'boss'],
    });
  });

  it('asks what would become of access, where anything would', () => {
    expect(supposed('7', changesOf(lin, { ...lin, post: '销售经理' }))).toBeUndefined();
    const moved = { ...lin, department: null, roles: ['boss'], email: 'lin@example.cn' };
    expect(supposed('7', changesOf(lin, moved))).toEqual({ id: '7', department: null, roles: ['boss'] });
  });

  it('sends login and name of somebody new, and where they are', () => {
    const empty = valuesOf(undefined, '3');
    expect(inputOf(empty, { ...empty, login: 'mei', name: '梅' })).toEqual({
      login: 'mei',
      name: '梅',
      department: '3',
    });
  });
});
