import { expect, it } from 'vitest';
import en from '@/locales/en/access.json';
import zh from '@/locales/zh-CN/access.json';
import { VERBS } from './grants-matrix';

it.each([zh, en])('every column of the rights has its word', ({ verb }) => {
  expect(VERBS.filter((name) => !(name in verb))).toEqual([]);
});
