import { describe, expect, it } from 'vitest';
import { changesOf } from './module-changes';
import type { Module } from './use-settings';

const module = (name: string, on = true): Module => ({ name, label: name, icon: 'box', objects: [], on });
const names = (modules: Module[]) => modules.map(({ name }) => name);

describe('the modules that somebody is about to switch', () => {
  it('are those that differ from what is saved', () => {
    const { off, opened, closed } = changesOf(
      [module('crm'), module('sales', false), module('stock'), module('finance', false)],
      { sales: true, stock: false, crm: true },
    );
    expect([off, names(opened), names(closed)]).toEqual([['stock', 'finance'], ['sales'], ['stock']]);
  });

  it('leave what was touched and put back as it was', () => {
    const { off, opened, closed } = changesOf([module('crm'), module('sales')], { sales: true });
    expect([off, opened, closed]).toEqual([[], [], []]);
  });

  it('keep the last one that is on', () => {
    expect(changesOf([module('crm'), module('sales')], { sales: false }).last).toBe('crm');
    expect(changesOf([module('crm'), module('sales')], {}).last).toBeUndefined();
  });

  it('go on from what somebody else has saved meanwhile', () => {
    const { off, closed } = changesOf([module('crm'), module('sales', false), module('stock')], {
      stock: false,
    });
    expect([off, names(closed)]).toEqual([['sales', 'stock'], ['stock']]);
  });
});
