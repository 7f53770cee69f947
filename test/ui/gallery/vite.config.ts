import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** `npx vite --config test/ui/gallery/vite.config.ts`: every state of the pod with fixtures, for looking at. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  server: { port: 5199, strictPort: true },
})
