export { textFilter } from '../parts/text-filter';
