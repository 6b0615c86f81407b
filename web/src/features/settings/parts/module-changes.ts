// What becomes of the modules when somebody has switched some of them and not yet saved. Pure.
import type { Module } from './use-settings';

/** By their names, those that were touched. */
export type Wanted = { [name: string]: boolean };

export function changesOf(modules: Module[], wanted: Wanted) {
  const stays = (module: Module) => wanted[module.name] ?? module.on;
  const on = modules.filter(stays);
  return {
    off: modules.filter((module) => !stays(module)).map(({ name }) => name),
    opened: on.filter((module) => !module.on),
    closed: modules.filter((module) => module.on && !stays(module)),
    /** The only one that is on: the company works somewhere. */
    last: on.length === 1 ? on[0]?.name : undefined,
  };
}
