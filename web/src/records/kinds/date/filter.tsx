export { timeFilter as dateFilter } from '../parts/time-filter';
