import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** The framework, and what every view of the pod imports. */
const inBase =
  /node_modules\/(@vue|vue|pinia)\/|client\/(api|format|host|i18n|messages\/en\/core|stores\/(company|session))|composables\/(announce|problem|unsaved)\.ts/

/**
 * One configuration for three things: the pod (`client` environment → dist/client), the server (`ssr`
 * environment → dist/server; Vite insists on that name) and the tests.
 */
export default defineConfig({
  root: 'client',
  plugins: [vue()],
  // The pod is served from the server's root; assets carry their hash, so that no old bundle survives a deploy.
  base: './',
  // Only the composition API is used; its absence from the bundle is worth some kilobytes.
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  environments: {
    client: {
      build: {
        outDir: '../dist/client',
        emptyOutDir: true,
        manifest: true,
        // Without it an older browser fetches a view's parts one after the other; nothing else is lost.
        modulePreload: { polyfill: false },
        // What every view uses, in one file: small files of their own are packed worse, and each is a request.
        rolldownOptions: {
          output: {
            codeSplitting: { groups: [{ name: 'base', test: inBase }] },
            // The entry holds the name of every file that may follow: a short hash costs the first view least. Which file is
            // what stands in .vite/manifest.json.
            chunkFileNames: 'assets/[hash:7].js',
            assetFileNames: 'assets/[hash:7][extname]',
          },
        },
      },
    },
    ssr: {
      build: {
        ssr: '../server/main.ts',
        outDir: '../dist/server',
        emptyOutDir: true,
        target: 'node20',
      },
    },
  },
  builder: {},
  test: {
    root: '.',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/{unit,contract,api,simulator,simulation}/**/*.test.ts'],
          environment: 'node',
        },
      },
      { extends: true, test: { name: 'ui', include: ['test/ui/**/*.test.ts'], environment: 'happy-dom' } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'kill',
          include: ['test/kill/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/kill/build.ts'],
          testTimeout: 900_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          // After all others: it keeps both cores busy, and a browser that has to wait for them fails.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
