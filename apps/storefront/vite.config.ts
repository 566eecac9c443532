import { reactRouter } from '@react-router/dev/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  build: { target: 'es2022', assetsInlineLimit: 0 },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            // What every page loads is two files: many small ones are dearer to ask for, and to compress.
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
      // One file with all it needs: an image holds no node_modules for it.
      resolve: { noExternal: true, external: [] },
      build: { rolldownOptions: { input: './src/main.ts' } },
    },
  },
});
