export { textFilter as emailFilter } from '../parts/text-filter';
