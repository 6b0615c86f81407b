export { optionsFilter as choiceFilter } from '../parts/options-filter';
