import { expect, it } from 'vitest';
import { networkOf } from './network';

it('an address of a private network stands for its neighbours, any other for itself', () => {
  expect(
    ['192.168.1.20', '10.0.3.7', '172.20.0.9', '172.32.0.9', '203.0.113.8', 'fd00::7'].map(networkOf),
  ).toEqual([
    '192.168.1.0/24',
    '10.0.3.0/24',
    '172.20.0.0/24',
    '172.32.0.9/32',
    '203.0.113.8/32',
    'fd00::7/128',
  ]);
});
