import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // The server's Content-Security-Policy allows no data: address for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // Few larger files instead of a hundred small ones: each request costs more than the bytes it saves.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 9 },
            { name: 'router', test: /node_modules\/@tanstack\//, priority: 8 },
            { name: 'icons', test: /node_modules\/(lucide-react|@ant-design\/icons)/, priority: 7 },
            { name: 'base', test: /src\/(api|format|i18n\/(index|domains)|theme|ui)\//, priority: 6 },
            {
              name: 'shell',
              test: /src\/shell\/(?!command-palette|commands|create-sheet|everything|messages|shortcuts|sign-in-again)/,
              priority: 5,
            },
            {
              name: 'records',
              test: /src\/records\/(controller|kinds\/(.*cell\.tsx|cells|words)|views\/(record-cards|record-drawer|record-table|list-body|with-object))/,
              priority: 4,
            },
            { name: 'inputs', test: /src\/records\/kinds\/(.*input\.tsx|inputs)/, priority: 3 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
