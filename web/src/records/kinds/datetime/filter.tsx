export { timeFilter as datetimeFilter } from '../parts/time-filter';
