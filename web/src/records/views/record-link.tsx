import { Link } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { isPlain, useOpenRecord } from '../controller/open-record';

type Props = { object: string; id: string; className?: string; title?: string; children: ReactNode };

/** To a record's page, or beside the page of the record on which it hangs. */
export function RecordLink({ object, id, ...rest }: Props) {
  const openBeside = useOpenRecord();
  function follow(event: MouseEvent) {
    if (!openBeside || !isPlain(event)) return;
    event.preventDefault();
    openBeside(object, id);
  }
  return <Link to="/r/$object/$id" params={{ object, id }} onClick={follow} {...rest} />;
}
