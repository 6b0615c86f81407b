import { describe, expect, it } from 'vitest';
import { asksForFactor, asksForOffice, changed, filled, recognised, sentenceOf } from './template';
import type { Template, Vocabulary } from './types';

const template: Template = {
  name: 'level',
  label: '',
  about: '',
  sentence: '{object}的{field}为“{value}”时谁都看不到。',
  text: 'forbid (principal, action, resource is {object})\nwhen { resource has {field} && resource.{field} == "{value}" };',
  blanks: [
    { name: 'object', label: '', kind: 'object', default: 'customer' },
    { name: 'field', label: '', kind: 'choice', default: 'level' },
    { name: 'value', label: '', kind: 'text', default: 'A' },
  ],
};
const field = (name: string, label: string) => ({ name, label, kind: 'choice', closable: true });
const described = (name: string, label: string, fields: ReturnType<typeof field>[]) => ({
  name,
  label,
  one: label,
  many: label,
  group: 'crm',
  group_label: '客户',
  title: 'name',
  verbs: [],
  fields,
});
const words: Vocabulary = {
  actions: [],
  types: [],
  context: [],
  roles: [],
  networks: [],
  templates: [template],
  objects: [
    described('customer', '客户', [field('level', '级别')]),
    described('contact', '联系人', [field('role', '角色')]),
  ],
};

describe('a template', () => {
  it('is filled with what is chosen, else with what is usual', () => {
    expect(filled(template, { value: 'B' })).toContain('resource.level == "B"');
  });

  it('keeps what is typed inside its quotes', () => {
    expect(filled(template, { value: 'A" || true' })).toContain('"A\\" || true"');
  });

  it('is recognised in the text that it made, whatever was typed into it', () => {
    for (const value of ['B', '', 'A" || true', 'a\\b', '{value}']) {
      const text = filled(template, { object: 'customer', field: 'level', value });
      expect(recognised(text, [template])?.blanks).toEqual({ object: 'customer', field: 'level', value });
    }
    const text = filled(template, {}).replaceAll('\n', '   ');
    expect(recognised(text, [template])?.template).toBe(template);
  });

  it('is not recognised once somebody changed the text, or used a blank in two ways', () => {
    const text = filled(template, {});
    expect(recognised(text.replace('forbid', 'permit'), [template])).toBeUndefined();
    expect(recognised(text.replace('has level', 'has status'), [template])).toBeUndefined();
    expect(recognised(`${text} // and more`, [template])).toBeUndefined();
  });

  it('says what it does in a sentence', () => {
    const made = recognised(filled(template, { value: 'B' }), [template]);
    expect(made && sentenceOf(made, words)).toBe('客户的级别为“B”时谁都看不到。');
  });

  it('takes a field of another object along when the object changes', () => {
    const blanks = { object: 'customer', field: 'level', value: 'A' };
    expect(changed({ template, blanks }, 'object', 'contact', words)).toEqual({
      object: 'contact',
      field: 'role',
      value: 'A',
    });
    expect(changed({ template, blanks }, 'value', 'B', words).field).toBe('level');
  });

  it('tells what has to be there before it can be met', () => {
    expect(asksForOffice('unless { context.network == "office" }')).toBe(true);
    expect(asksForOffice('when { context.network == "vpn" }')).toBe(false);
    expect(asksForFactor('unless { context has factor_age && context.factor_age < 60 }')).toBe(true);
  });
});
