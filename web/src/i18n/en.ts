import { domainsOf } from './domains';

export default domainsOf(import.meta.glob('../locales/en/*.json', { eager: true, import: 'default' }));
