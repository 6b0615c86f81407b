// Where one object or field deserves more than its kind gives: look-up tables, never a ladder.

import type { Derive } from './controller/use-lines';
import { RegionInput } from './kinds/address/region-input';
import type { Input } from './kinds/contract';

/** By object and set (`quote.lines`): what follows from a line's values, so that it shows before it is saved. */
export const derivations: Record<string, Derive> = {};

export const inputOverrides: Record<string, Input> = { region: RegionInput };
