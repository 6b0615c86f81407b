/** The one-time word that the server put into this page; styles without it are refused by the browser. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
