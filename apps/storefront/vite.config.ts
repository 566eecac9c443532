import { reactRouter } from '@react-router/dev/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { bundledPackages } from '../../tools/build/bundled-packages.mjs';

export default defineConfig({
  // The lists lie beside dist/client, which is public.
  plugins: [tailwindcss(), reactRouter(), bundledPackages((folder) => `${folder}.packages.json`)],
  build: { target: 'es2022', assetsInlineLimit: 0 },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            // Two shared files: many small ones cost more requests and compress worse.
            codeSplitting: {
              groups: [
                {
                  name: 'react',
                  test: /node_modules[\\/](react|react-dom|scheduler|react-router|cookie|get-nonce)[\\/]/,
                },
                {
                  name: 'shell',
                  test: /src[\\/](root\.tsx|entry\.client|features[\\/]frame[\\/](?!suggestion-list)|features[\\/]catalogue[\\/](price|product-card|shelf|structured-data|swatch|colours)\.|lib[\\/](money|page-head|shortened|trace|text[\\/](text|locale|words-for))\.|ui[\\/](breadcrumbs|button|class-names|icon|notice|picture)\.)/,
                },
              ],
            },
          },
        },
      },
    },
    ssr: {
      // One self-contained file: the image has no node_modules.
      resolve: { noExternal: true, external: [] },
      build: { rolldownOptions: { input: './src/main.ts' } },
    },
  },
});
