export { textFilter as addressFilter } from '../parts/text-filter';
