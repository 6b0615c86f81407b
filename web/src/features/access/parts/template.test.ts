import { describe, expect, it } from 'vitest';
import { filled } from './template';

describe('a template', () => {
  const template = {
    name: 'level',
    label: '',
    about: '',
    text: 'forbid (principal, action, resource is {object}) when { resource.{field} == "{value}" };',
    blanks: [
      { name: 'object', label: '', kind: 'object', default: 'customer' },
      { name: 'field', label: '', kind: 'choice', default: 'level' },
      { name: 'value', label: '', kind: 'text', default: 'A' },
    ],
  };

  it('is filled with what is chosen, else with what is usual', () => {
    expect(filled(template, { value: 'B' })).toBe(
      'forbid (principal, action, resource is customer) when { resource.level == "B" };',
    );
  });

  it('keeps what is typed inside its quotes', () => {
    expect(filled(template, { value: 'A" || true' })).toContain('"A\\" || true"');
  });
});
