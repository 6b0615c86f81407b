import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { viewsQuery } from '../controller/use-views';
import { ListPage } from './list-page';
import { WithObject } from './with-object';

export function ListRoute() {
  const { object: name } = useParams({ from: '/app/r/$object' });
  // Beside the catalog, not after it.
  useQuery(viewsQuery(name));
  // The key starts each object afresh: no selection, no cursor, no half-typed search of the one before.
  return <WithObject name={name}>{(object) => <ListPage key={object.name} object={object} />}</WithObject>;
}
