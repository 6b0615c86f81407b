import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState, Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { complete, placeOf } from './cedar';
import type { Vocabulary } from './types';

const words: Vocabulary = {
  actions: [{ name: 'read', label: '查看' }],
  types: [
    {
      name: 'User',
      label: '员工',
      attributes: [{ name: 'clearance', label: '密级', type: 'Long', optional: false }],
    },
    {
      name: 'customer',
      label: '客户',
      attributes: [{ name: 'level', label: '级别', type: 'String', optional: true }],
    },
    {
      name: 'contact',
      label: '联系人',
      attributes: [{ name: 'wechat', label: '微信', type: 'String', optional: true }],
    },
  ],
  objects: [],
  context: [{ name: 'hour', label: '小时', type: 'Long', optional: false }],
  roles: [{ name: 'sales', label: '销售' }],
  networks: [{ name: 'office', label: '办公网络' }],
  templates: [],
};

function offered(text: string): string[] {
  const state = EditorState.create({ doc: text });
  return (complete(new CompletionContext(state, text.length, true), words)?.options ?? []).map(
    ({ label }) => label,
  );
}

describe('the editor of policies', () => {
  it('offers what may follow', () => {
    expect(offered('forbid (principal, action in [Action::"')).toEqual(['read']);
    expect(offered('forbid (principal in Role::"s')).toEqual(['sales']);
    expect(offered('context.network == "')).toEqual(['office']);
    expect(offered('context.')).toEqual(['hour']);
    expect(offered('principal.cl')).toEqual(['clearance']);
    expect(offered('resource has ')).toEqual(['level', 'wechat']);
    expect(offered('(principal, action, resource is contact) when { resource.')).toEqual(['wechat']);
    expect(offered('for')).toContain('forbid');
  });

  it('finds the place that the server named', () => {
    const doc = Text.of(['permit (', '  客户 wings);']);
    expect(placeOf(doc, 2, 6)).toEqual({ from: 14, to: 21 });
    expect(placeOf(doc, 9, 99)).toEqual({ from: doc.length - 1, to: doc.length });
    expect(placeOf(Text.of(['']), 1, 1)).toEqual({ from: 0, to: 0 });
  });
});
