export { optionsFilter as choicesFilter } from '../parts/options-filter';
