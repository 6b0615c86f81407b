import { useParams } from '@tanstack/react-router';
import { RecordPage } from './record-page';
import { WithObject } from './with-object';

export function RecordRoute() {
  const { object: name, id } = useParams({ from: '/app/r/$object/$id' });
  return <WithObject name={name}>{(object) => <RecordPage object={object} id={id} />}</WithObject>;
}
