import { readFileSync } from 'node:fs';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      // JupyterLab's packages import their icons as text.
      name: 'svg-as-text',
      enforce: 'pre',
      load(id: string): string | undefined {
        return id.endsWith('.svg')
          ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}`
          : undefined;
      },
    },
  ],
  test: {
    environment: 'node',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/browser.ts'],
    restoreMocks: true,
    server: { deps: { inline: [/@jupyterlab/, /@jupyter\//] } },
  },
});
