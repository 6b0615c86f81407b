// The texts by themselves, for tests of what a sentence comes to.
import type { TFunction } from 'i18next';
import zh from './zh-CN';

export const chinese = ((key: string, holes: Record<string, string> = {}) => {
  const text = key.split('.').reduce<unknown>((tree, part) => (tree as Record<string, unknown>)[part], zh);
  return String(text).replace(/{{(\w+)}}/g, (_, name) => holes[name] ?? '');
}) as TFunction;
