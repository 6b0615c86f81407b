/** The one-time word that the server put into this page; styles without it are refused by the browser. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

// Some helpers of the component library (scroll lock, scroll-bar measure) make style elements and forget the
// nonce that they are given. Here each style element gets it, so that the policy needs no exception.
const create = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
}) as typeof document.createElement;
