// Where one object or field deserves more than its kind gives: look-up tables, never a ladder.
import { RegionInput } from './kinds/address/region-input';
import type { Input } from './kinds/contract';

export const inputOverrides: Record<string, Input> = { region: RegionInput };
