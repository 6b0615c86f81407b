import { useContext } from 'react';
import { noteCall } from '../../controller/after-call';
import { useObject } from '../../controller/use-catalog';
import { isLink } from '../../controller/values';
import type { CellProps } from '../contract';
import { RevealContext } from '../masked/reveal';
import { dial } from './dial';

const mobile = /^1\d{10}$/;

/** 138 1234 5678 reads in one glance; a masked number has stars and cannot be dialled. */
export function PhoneCell({ value, place }: CellProps) {
  const number = String(value);
  const text = mobile.test(number)
    ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`
    : number;
  if (place !== 'page' || number.includes('*')) return <span>{text}</span>;
  return <Dialled number={number} text={text} />;
}

/** A number to be tapped. Whose it is is remembered, for what is to be written down after the call. */
function Dialled({ number, text }: { number: string; text: string }) {
  const scope = useContext(RevealContext);
  const parent = useObject(scope?.object)?.parent;
  const above = parent && scope?.row[parent];
  return (
    <a
      href={dial(number)}
      className="kd-tel"
      onClick={() =>
        scope &&
        noteCall({ object: scope.object, id: scope.row.id, above: isLink(above) ? above.id : undefined })
      }
    >
      {text}
    </a>
  );
}
