import { domainsOf } from './domains';

export default domainsOf(import.meta.glob('../locales/zh-CN/*.json', { eager: true, import: 'default' }));
