// Writes .br and .gz beside each asset, so that the server never compresses at request time.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('../dist', import.meta.url).pathname;
const worthIt = /\.(js|css|html|svg|json|txt)$/;

let before = 0;
let after = 0;
for (const name of readdirSync(root, { recursive: true })) {
  const path = join(root, String(name));
  // index.html gets a new nonce with each answer, so it cannot be stored compressed.
  if (!worthIt.test(path) || path.endsWith('index.html') || statSync(path).size <= 1024) continue;
  const text = readFileSync(path);
  const br = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  before += text.length;
  after += br.length;
}
console.log(`compressed ${(before / 1024).toFixed(0)} KB to ${(after / 1024).toFixed(0)} KB (brotli)`);
