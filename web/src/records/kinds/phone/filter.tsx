export { textFilter as phoneFilter } from '../parts/text-filter';
