import { reactRouter } from '@react-router/dev/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  build: { target: 'es2022', assetsInlineLimit: 0 },
  environments: {
    ssr: {
      // One file with all it needs: an image holds no node_modules for it.
      resolve: { noExternal: true, external: [] },
      build: { rolldownOptions: { input: './src/main.ts' } },
    },
  },
});
