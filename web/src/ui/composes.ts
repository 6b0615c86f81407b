import type { KeyboardEvent } from 'react';

/**
 * Whether a key belongs to an input method: its Enter takes over what was composed and submits nothing. Safari tells of the end of the
 * composing before it tells of the key, which it then marks by this number.
 */
export const composes = ({ nativeEvent }: KeyboardEvent) =>
  nativeEvent.isComposing || nativeEvent.keyCode === 229;
