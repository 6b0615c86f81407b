import { createContext, type MouseEvent, useContext } from 'react';

export type OpenRecord = (object: string, id: string) => void;

/** On a record's page, what hangs on it opens beside it; anywhere else a record opens as a page of its own. */
export const OpenRecordContext = createContext<OpenRecord | null>(null);
export const useOpenRecord = () => useContext(OpenRecordContext);

/** A click that asks for another tab or window stays the browser's. */
export const isPlain = ({ button, ctrlKey, metaKey, shiftKey }: MouseEvent) =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey;
