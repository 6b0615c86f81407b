export { amountFilter as numberFilter } from '../parts/amount-filter';
