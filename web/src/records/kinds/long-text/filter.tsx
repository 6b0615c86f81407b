export { textFilter as longTextFilter } from '../parts/text-filter';
