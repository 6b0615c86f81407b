export { amountFilter as percentFilter } from '../parts/amount-filter';
