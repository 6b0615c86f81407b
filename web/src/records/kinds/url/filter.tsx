export { textFilter as urlFilter } from '../parts/text-filter';
